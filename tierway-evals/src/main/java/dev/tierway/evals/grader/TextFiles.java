package dev.tierway.evals.grader;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Texts of a suite file that may stand in files beside it: {@code file://tone.md}. */
record TextFiles(Path folder) {
    private static final String SCHEME = "file://";

    String required(String key, ConfigReader reader) {
        return resolved(key, reader.required(key, ConfigFormats.TEXT), reader);
    }

    Optional<String> optional(String key, ConfigReader reader) {
        return reader.optional(key, ConfigFormats.TEXT).map(text -> resolved(key, text, reader));
    }

    /** The file that {@code reference} names, with or without its scheme. */
    Path path(String reference) {
        return folder.resolve(reference.startsWith(SCHEME) ? reference.substring(SCHEME.length()) : reference);
    }

    private String resolved(String key, String text, ConfigReader reader) {
        if (!text.startsWith(SCHEME)) {
            return text;
        }
        try {
            return Files.readString(path(text), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            reader.problem(
                    key,
                    "cannot read " + path(text) + " (" + unreadable.getClass().getSimpleName() + ")");
            return "";
        }
    }
}
