package dev.tierway.app.cli;

import java.nio.file.Path;
import java.util.List;

/** The models that can be fetched by name. */
public interface ModelShelf {
    /**
     * A catalogue entry.
     *
     * @param bytes size of its file
     * @param fetched whether it is in this machine's cache
     */
    record Model(String name, String description, long bytes, boolean fetched) {}

    List<Model> models();

    /** The file of {@code name}, fetched and verified; throws {@link UsageException} for a name that is not there. */
    Path fetch(String name, Progress progress);
}
