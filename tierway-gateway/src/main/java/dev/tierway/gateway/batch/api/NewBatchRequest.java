package dev.tierway.gateway.batch.api;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.gateway.batch.input.BatchEndpoint;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the body of {@code POST /v1/batches} asks for.
 *
 * @param windowText the completion window as it was written
 * @param window the same, from {@link #SHORTEST_WINDOW} to {@link #LONGEST_WINDOW}
 * @param metadata in the order written
 * @param outputExpiresAfter how long the output files are kept
 */
record NewBatchRequest(
        String inputFileId,
        String endpoint,
        String windowText,
        Duration window,
        Map<String, String> metadata,
        Optional<Duration> outputExpiresAfter) {
    static final Duration SHORTEST_WINDOW = Duration.ofHours(1);
    static final Duration LONGEST_WINDOW = Duration.ofDays(7);

    private static final int MOST_METADATA = 16;
    private static final int LONGEST_METADATA_KEY = 64;
    private static final int LONGEST_METADATA_VALUE = 512;
    private static final long SHORTEST_EXPIRY_SECONDS = 3_600;
    private static final long LONGEST_EXPIRY_SECONDS = 2_592_000;

    NewBatchRequest {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Throws a 400 that names the member at fault. */
    static NewBatchRequest read(byte[] body) {
        return SentObject.read(body, parser -> new Reading(parser).read());
    }

    /** The span that {@code text} names; throws a 400 when no batch may take that long. */
    static Duration window(String text) {
        return ConfigFormats.DURATION
                .parse(text)
                .filter(it -> it.compareTo(SHORTEST_WINDOW) >= 0 && it.compareTo(LONGEST_WINDOW) <= 0)
                .orElseThrow(() -> Failure.invalid(
                                "completion_window",
                                "invalid_value",
                                "completion_window '" + text + "' must be \"24h\", or another span from 1h to 7d")
                        .toException());
    }

    /** One pass over one body. */
    private static final class Reading {
        private final JsonParser parser;
        private @Nullable String inputFileId;
        private @Nullable String endpoint;
        private @Nullable String windowText;
        private Map<String, String> metadata = Map.of();
        private Optional<Duration> outputExpiresAfter = Optional.empty();

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        NewBatchRequest read() {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                take(name, parser.nextToken());
            }
            String file = SentObject.required("input_file_id", inputFileId);
            String path = SentObject.required("endpoint", endpoint);
            String window = SentObject.required("completion_window", windowText);
            if (BatchEndpoint.operation(path).isEmpty()) {
                throw Failure.invalid(
                                "endpoint",
                                "invalid_value",
                                "endpoint '" + path + "' cannot be run in batches here: use one of "
                                        + String.join(", ", BatchEndpoint.paths()))
                        .toException();
            }
            return new NewBatchRequest(file, path, window, window(window), metadata, outputExpiresAfter);
        }

        private void take(String name, JsonToken value) {
            switch (name) {
                case "input_file_id" -> inputFileId = SentObject.text(name, parser);
                case "endpoint" -> endpoint = SentObject.text(name, parser);
                case "completion_window" -> windowText = SentObject.text(name, parser);
                case "metadata" -> {
                    if (value != JsonToken.VALUE_NULL) {
                        metadata = metadata(value);
                    }
                }
                case "output_expires_after" -> {
                    if (value != JsonToken.VALUE_NULL) {
                        outputExpiresAfter = Optional.of(expiry(value));
                    }
                }
                default ->
                    throw SentObject.unknown(
                            name, "input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after");
            }
        }

        private Map<String, String> metadata(JsonToken value) {
            SentObject.requireObject("metadata", value);
            Map<String, String> pairs = new LinkedHashMap<>();
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                parser.nextToken();
                String text = SentObject.text("metadata", parser);
                if (key.length() > LONGEST_METADATA_KEY || text.length() > LONGEST_METADATA_VALUE) {
                    throw metadataTooLarge();
                }
                pairs.put(key, text);
            }
            if (pairs.size() > MOST_METADATA) {
                throw metadataTooLarge();
            }
            return pairs;
        }

        private static FailureException metadataTooLarge() {
            return Failure.invalid(
                            "metadata",
                            "invalid_value",
                            "metadata takes at most " + MOST_METADATA + " pairs, keys of " + LONGEST_METADATA_KEY
                                    + " and values of " + LONGEST_METADATA_VALUE + " characters")
                    .toException();
        }

        private Duration expiry(JsonToken value) {
            SentObject.requireObject("output_expires_after", value);
            String anchor = null;
            long seconds = 0;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken member = parser.nextToken();
                switch (name) {
                    case "anchor" -> anchor = SentObject.text("output_expires_after.anchor", parser);
                    case "seconds" -> seconds = member == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
                    default -> throw SentObject.unknown("output_expires_after." + name, "anchor", "seconds");
                }
            }
            if (!"created_at".equals(anchor)) {
                throw Failure.invalid(
                                "output_expires_after.anchor",
                                "invalid_value",
                                "output_expires_after.anchor must be \"created_at\"")
                        .toException();
            }
            if (seconds < SHORTEST_EXPIRY_SECONDS || seconds > LONGEST_EXPIRY_SECONDS) {
                throw Failure.invalid(
                                "output_expires_after.seconds",
                                "invalid_value",
                                "output_expires_after.seconds must be a whole number from " + SHORTEST_EXPIRY_SECONDS
                                        + " to " + LONGEST_EXPIRY_SECONDS)
                        .toException();
            }
            return Duration.ofSeconds(seconds);
        }
    }
}
