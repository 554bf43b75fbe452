package dev.tierway.app.eval;

import dev.tierway.app.cli.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Inputs of cases, compared by what their users say: case and spaces do not count, and neither does what the system or
 * an assistant said. Confined to one thread.
 */
final class KnownInputs {
    private final Set<String> hashes = new HashSet<>();

    /**
     * Adds the {@code input} of every line of a dataset.
     *
     * @throws UsageException when it cannot be read
     */
    void addAll(Path dataset) {
        long[] number = {0};
        try (Stream<String> lines = Files.lines(dataset)) {
            lines.forEach(line -> {
                number[0]++;
                if (!line.isBlank()) {
                    add(input(dataset, number[0], line));
                }
            });
        } catch (IOException | UncheckedIOException unreadable) {
            throw new UsageException("--not-in: file " + dataset + " cannot be read");
        }
    }

    private static JsonNode input(Path dataset, long number, String line) {
        try {
            JsonNode input = JsonMapper.shared().readTree(line).path("input");
            if (!input.isMissingNode()) {
                return input;
            }
        } catch (JacksonException malformed) {
            throw new UsageException("--not-in: " + dataset + ":" + number + " is no JSON");
        }
        throw new UsageException("--not-in: " + dataset + ":" + number + " has no 'input'");
    }

    /** Whether it was new. */
    boolean add(JsonNode input) {
        return hashes.add(hash(input));
    }

    boolean contains(JsonNode input) {
        return hashes.contains(hash(input));
    }

    private static String hash(JsonNode input) {
        StringBuilder said = new StringBuilder();
        if (input.isArray()) {
            input.forEach(message -> {
                if (message.path("role").asString("").equals("user")) {
                    append(message.path("content"), said);
                }
            });
        } else {
            append(input, said);
        }
        try {
            byte[] text = said.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static void append(JsonNode content, StringBuilder said) {
        String text = content.isString() ? content.stringValue() : content.toString();
        StringTokenizer words = new StringTokenizer(text.toLowerCase(Locale.ROOT));
        while (words.hasMoreTokens()) {
            said.append(words.nextToken()).append(' ');
        }
        said.append('\n');
    }
}
