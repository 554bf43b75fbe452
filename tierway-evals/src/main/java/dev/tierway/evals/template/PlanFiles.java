package dev.tierway.evals.template;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that a suite file refers to, with or without {@code file://}.
 *
 * @param folder that of the suite file
 */
public record PlanFiles(Path folder) {
    private static final String SCHEME = "file://";

    /** The file under {@code key}, which must be there. */
    public Path required(String key, ConfigReader reader) {
        Path file = path(reader.required(key, ConfigFormats.TEXT));
        if (reader.single(key) && !Files.isRegularFile(file)) {
            reader.problem(key, "there is no file " + file + "; paths are relative to the suite file");
        }
        return file;
    }

    public Optional<Path> optional(String key, ConfigReader reader) {
        return reader.single(key) ? Optional.of(required(key, reader)) : Optional.empty();
    }

    /** A text under {@code key}, or that of the file it names as {@code file://...}. */
    public Optional<PlanText> text(String key, ConfigReader reader) {
        return reader.optional(key, ConfigFormats.TEXT).map(text -> resolved(key, text, reader));
    }

    /** The same of a {@code key} that must be there. */
    public String requiredText(String key, ConfigReader reader) {
        return resolved(key, reader.required(key, ConfigFormats.TEXT), reader).text();
    }

    private PlanText resolved(String key, String text, ConfigReader reader) {
        if (!text.startsWith(SCHEME)) {
            return PlanText.inline(text);
        }
        Path file = path(text);
        try {
            return new PlanText(Files.readString(file), Optional.of(file));
        } catch (IOException unreadable) {
            reader.problem(
                    key, "cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")");
            return PlanText.inline("");
        }
    }

    /** The file that {@code reference} names, with or without its scheme. */
    public Path path(String reference) {
        String path = reference.startsWith(SCHEME) ? reference.substring(SCHEME.length()) : reference;
        return folder.resolve(path).normalize();
    }
}
