package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Follows references to secrets while a configuration is read: {@code env:NAME} and {@code file:path}. Confined to one
 * thread.
 */
final class SecretResolver {
    private final UnaryOperator<@Nullable String> environment;
    private final List<ConfigProblem> warnings = new ArrayList<>();

    /**
     * Reads files where they are, and variables from {@code environment}, which gives null for one that is not set.
     */
    SecretResolver(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** Doubts that do not stop a start, in file order. */
    List<ConfigProblem> warnings() {
        return List.copyOf(warnings);
    }

    /** The secret under {@code key}. One written out in the file is accepted with a warning. */
    Optional<Secret> optional(ConfigReader reader, String key) {
        return reader.optional(key, ConfigFormats.TEXT).flatMap(text -> {
            if (text.startsWith("env:") || text.startsWith("file:")) {
                return follow(reader, key, text);
            }
            warnings.add(new ConfigProblem(
                    reader.at(key),
                    "'" + key + "' is written out in the configuration; prefer env:NAME or file:path, so that the file"
                            + " can be shared"));
            return Optional.of(new Secret(text));
        });
    }

    /** What {@code reference} points to; a reference that leads nowhere is noted as a problem of {@code key}. */
    Optional<Secret> follow(ConfigReader reader, String key, String reference) {
        String target = reference.substring(reference.indexOf(':') + 1);
        Optional<String> value = reference.startsWith("env:")
                ? Optional.ofNullable(environment.apply(target))
                : firstLine(Path.of(target));
        Optional<Secret> secret =
                value.map(String::strip).filter(text -> !text.isEmpty()).map(Secret::new);
        if (secret.isEmpty()) {
            String what = reference.startsWith("env:")
                    ? "environment variable " + target + ", which is not set"
                    : "file " + target + ", which cannot be read or is empty";
            reader.problem(key, "'" + key + "' refers to the " + what);
        }
        return secret;
    }

    private static Optional<String> firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst();
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }
}
