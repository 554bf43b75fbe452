package dev.tierway.providers.openai;

import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads token counts out of OpenAI-shaped replies and events, and makes them disjoint: {@code prompt_tokens} includes
 * cached tokens there. llama.cpp's {@code timings} fill in what {@code usage} leaves out, and tell the time of decoding.
 */
final class UsageReader {
    /** Without a pool of buffers: none are needed where no text is decoded. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private static final byte[] USAGE = "\"usage\":".getBytes(StandardCharsets.UTF_8);

    /** A day; whoever says more is mistaken. */
    private static final double MOST_MILLIS = 86_400_000;

    private long prompt;
    private long cached;
    private long written;
    private long output;
    private long reasoning;
    private long timedPrompt;
    private long timedCached;
    private long timedOutput;
    private long decodedNanos = ProviderReply.UNKNOWN;
    private boolean found;
    private boolean timed;

    private UsageReader() {}

    /**
     * Whether {@code event} has a usage object: a scan, no parse. Inside a JSON string the quotes would be escaped, so
     * text that looks like one is not taken for it.
     */
    static boolean hasUsage(Slice event) {
        byte[] b = event.array();
        int end = event.offset() + event.length();
        for (int at = end - USAGE.length - 1; at >= event.offset(); at--) {
            if (b[at] == '"'
                    && b[at + 1] == 'u'
                    && Arrays.equals(b, at, at + USAGE.length, USAGE, 0, USAGE.length)
                    && opensObject(b, at + USAGE.length, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean opensObject(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] == ' ') {
            at++;
        }
        return at < end && b[at] == '{';
    }

    /** What a JSON object tells, null when it has no usage. Throws Jackson's exception when it is not JSON. */
    static @Nullable BackendReport read(Slice json) {
        UsageReader reader = new UsageReader();
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), json.array(), json.offset(), json.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_OBJECT && name.equals("usage")) {
                    reader.found = true;
                    reader.readUsage(parser);
                } else if (value == JsonToken.START_OBJECT && name.equals("timings")) {
                    reader.timed = true;
                    reader.readTimings(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        Usage usage = reader.result();
        return usage == null ? null : new BackendReport(usage, reader.decodedNanos);
    }

    private void readUsage(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "prompt_tokens", "input_tokens" -> prompt = count(parser, value);
                case "completion_tokens", "output_tokens" -> output = count(parser, value);
                case "reasoning_tokens" -> reasoning = count(parser, value);
                case "prompt_cache_hit_tokens" -> cached = count(parser, value);
                case "prompt_tokens_details",
                        "input_tokens_details",
                        "completion_tokens_details",
                        "output_tokens_details" -> {
                    if (value == JsonToken.START_OBJECT) {
                        readDetails(parser);
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    private void readDetails(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "cached_tokens" -> cached = count(parser, value);
                case "cache_write_tokens" -> written = count(parser, value);
                case "reasoning_tokens" -> reasoning = count(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private void readTimings(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "prompt_n" -> timedPrompt = count(parser, value);
                case "cache_n" -> timedCached = count(parser, value);
                case "predicted_n" -> timedOutput = count(parser, value);
                case "predicted_ms" -> decodedNanos = nanos(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private static long nanos(JsonParser parser, JsonToken value) {
        if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
            double millis = parser.getDoubleValue();
            return millis >= 0 && millis <= MOST_MILLIS ? (long) (millis * 1e6) : ProviderReply.UNKNOWN;
        }
        parser.skipChildren();
        return ProviderReply.UNKNOWN;
    }

    private static long count(JsonParser parser, JsonToken value) {
        if (value == JsonToken.VALUE_NUMBER_INT) {
            return Math.max(0, parser.getLongValue());
        }
        parser.skipChildren();
        return 0;
    }

    private @Nullable Usage result() {
        if (!found && !timed) {
            return null;
        }
        if (!found) {
            return Usage.of(timedPrompt, timedCached, timedOutput);
        }
        long read = Math.min(cached > 0 ? cached : timedCached, prompt);
        long write = Math.min(written, prompt - read);
        return new Usage(prompt - read - write, read, write, 0, output, Math.min(reasoning, output));
    }
}
