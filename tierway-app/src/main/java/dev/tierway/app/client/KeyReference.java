package dev.tierway.app.client;

import dev.tierway.app.cli.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a key is: {@code env:NAME}, {@code @FILE}, or the key itself. */
public final class KeyReference {
    private KeyReference() {}

    /**
     * The key that {@code reference} means.
     *
     * @throws UsageException that names {@code option} when there is no key
     */
    public static String read(String option, String reference, Map<String, String> environment) {
        if (reference.startsWith("env:")) {
            String name = reference.substring("env:".length());
            return Optional.ofNullable(environment.get(name))
                    .filter(value -> !value.isBlank())
                    .orElseThrow(() -> new UsageException(option + ": environment variable " + name + " is not set"));
        }
        if (reference.startsWith("@")) {
            return firstLine(option, reference.substring(1));
        }
        return reference;
    }

    private static String firstLine(String option, String file) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new UsageException(option + ": file " + file + " is empty"));
        } catch (IOException | UncheckedIOException unreadable) {
            throw new UsageException(option + ": file " + file + " cannot be read");
        }
    }
}
