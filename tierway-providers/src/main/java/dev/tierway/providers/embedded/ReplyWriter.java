package dev.tierway.providers.embedded;

import dev.tierway.core.usage.Usage;
import dev.tierway.engine.text.Tokenizer;
import dev.tierway.providers.spi.Slice;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes one reply, or its chunks, in OpenAI's shape. Every slice stands in one buffer and is valid until the next
 * call. {@code service_tier} is left to the gateway, which knows the tier.
 */
final class ReplyWriter {
    /**
     * What all parts of a reply have in common.
     *
     * @param created seconds since 1970
     * @param nullUsage whether chunks carry {@code "usage": null}, as callers get who asked for the final usage
     */
    record Head(String requestId, long created, String model, String fingerprint, boolean nullUsage) {}

    private static final JsonFactory JSON = new JsonFactory();

    /** What OpenAI writes for a token without any probability, which JSON has no number for. */
    private static final float IMPOSSIBLE = -9999f;

    private final ReplyShape shape;
    private final Head head;
    private final Tokenizer tokenizer;
    private final Buffer buffer = new Buffer();

    ReplyWriter(ReplyShape shape, Head head, Tokenizer tokenizer) {
        this.shape = shape;
        this.head = head;
        this.tokenizer = tokenizer;
    }

    static float finite(float logprob) {
        return Float.isFinite(logprob) ? logprob : IMPOSSIBLE;
    }

    boolean opens() {
        return shape.opens();
    }

    Slice opening(int answer) {
        return chunk(json -> choice(json, answer, null, () -> shape.writeOpening(json)));
    }

    /** A chunk with all fresh text of {@code text}. */
    Slice delta(int answer, AnswerText text) {
        return chunk(json -> choice(json, answer, null, () -> shape.writeDelta(json, text, tokenizer)));
    }

    Slice ending(int answer, AnswerText text) {
        return chunk(json -> choice(json, answer, text.finishReason(), () -> shape.writeDelta(json, null, tokenizer)));
    }

    /** The last chunk, which has the usage and no choices. */
    Slice total(Usage usage) {
        return object(true, json -> {
            json.writeArrayPropertyStart("choices");
            json.writeEndArray();
            writeUsage(json, usage);
        });
    }

    Slice whole(AnswerRun run) {
        return object(false, json -> {
            json.writeArrayPropertyStart("choices");
            for (int i = 0; i < run.answers(); i++) {
                AnswerText text = run.text(i);
                choice(json, i, text.finishReason(), () -> shape.writeWhole(json, text, tokenizer));
            }
            json.writeEndArray();
            writeUsage(json, run.usage());
        });
    }

    private Slice chunk(Consumer<JsonGenerator> choice) {
        return object(true, json -> {
            json.writeArrayPropertyStart("choices");
            choice.accept(json);
            json.writeEndArray();
            if (head.nullUsage()) {
                json.writeNullProperty("usage");
            }
        });
    }

    private static void choice(JsonGenerator json, int answer, @Nullable String finishReason, Runnable members) {
        json.writeStartObject();
        json.writeNumberProperty("index", answer);
        members.run();
        json.writeStringProperty("finish_reason", finishReason);
        json.writeEndObject();
    }

    private Slice object(boolean chunk, Consumer<JsonGenerator> members) {
        buffer.reset();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), buffer)) {
            json.writeStartObject();
            json.writeStringProperty("id", shape.idPrefix() + head.requestId());
            json.writeStringProperty("object", shape.objectName(chunk));
            json.writeNumberProperty("created", head.created());
            json.writeStringProperty("model", head.model());
            json.writeStringProperty("system_fingerprint", head.fingerprint());
            members.accept(json);
            json.writeEndObject();
        }
        return buffer.slice();
    }

    private static void writeUsage(JsonGenerator json, Usage usage) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("prompt_tokens", usage.input());
        json.writeNumberProperty("completion_tokens", usage.output());
        json.writeNumberProperty("total_tokens", usage.total());
        json.writeObjectPropertyStart("prompt_tokens_details");
        json.writeNumberProperty("cached_tokens", usage.cacheRead());
        json.writeNumberProperty("audio_tokens", 0);
        json.writeEndObject();
        json.writeObjectPropertyStart("completion_tokens_details");
        json.writeNumberProperty("reasoning_tokens", usage.reasoning());
        json.writeNumberProperty("audio_tokens", 0);
        json.writeNumberProperty("accepted_prediction_tokens", 0);
        json.writeNumberProperty("rejected_prediction_tokens", 0);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** A byte array stream that shows its array. */
    private static final class Buffer extends ByteArrayOutputStream {
        Buffer() {
            super(512);
        }

        Slice slice() {
            return new Slice(buf, 0, count);
        }
    }
}
