package dev.tierway.providers.embedded;

import dev.tierway.engine.Token;
import dev.tierway.engine.text.TokenLogprob;
import dev.tierway.engine.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code chat.completion} and {@code chat.completion.chunk}. */
record ChatShape() implements ReplyShape {
    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public String objectName(boolean chunk) {
        return chunk ? "chat.completion.chunk" : "chat.completion";
    }

    @Override
    public boolean opens() {
        return true;
    }

    @Override
    public void writeOpening(JsonGenerator json) {
        json.writeObjectPropertyStart("delta");
        json.writeStringProperty("role", "assistant");
        json.writeStringProperty("content", "");
        json.writeNullProperty("refusal");
        json.writeEndObject();
        json.writeNullProperty("logprobs");
    }

    @Override
    public void writeDelta(JsonGenerator json, @Nullable AnswerText text, Tokenizer tokenizer) {
        json.writeObjectPropertyStart("delta");
        if (text != null) {
            json.writeStringProperty("content", text.fresh().toString());
        }
        json.writeEndObject();
        writeLogprobs(json, text, tokenizer);
    }

    @Override
    public void writeWhole(JsonGenerator json, AnswerText text, Tokenizer tokenizer) {
        json.writeObjectPropertyStart("message");
        json.writeStringProperty("role", "assistant");
        json.writeStringProperty("content", text.fresh().toString());
        json.writeNullProperty("refusal");
        json.writeArrayPropertyStart("annotations");
        json.writeEndArray();
        json.writeEndObject();
        writeLogprobs(json, text, tokenizer);
    }

    private static void writeLogprobs(JsonGenerator json, @Nullable AnswerText text, Tokenizer tokenizer) {
        if (text == null || !text.scored()) {
            json.writeNullProperty("logprobs");
            return;
        }
        json.writeObjectPropertyStart("logprobs");
        json.writeArrayPropertyStart("content");
        for (AnswerText.Shown shown : text.freshTokens()) {
            Token token = shown.token();
            json.writeStartObject();
            writeToken(json, tokenizer.piece(token.id()), token.logprob());
            json.writeArrayPropertyStart("top_logprobs");
            for (TokenLogprob alternative : token.alternatives()) {
                json.writeStartObject();
                writeToken(json, tokenizer.piece(alternative.token()), alternative.logprob());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNullProperty("refusal");
        json.writeEndObject();
    }

    private static void writeToken(JsonGenerator json, byte[] piece, float logprob) {
        json.writeStringProperty("token", new String(piece, StandardCharsets.UTF_8));
        json.writeNumberProperty("logprob", ReplyWriter.finite(logprob));
        json.writeArrayPropertyStart("bytes");
        for (byte b : piece) {
            json.writeNumber(b & 0xFF);
        }
        json.writeEndArray();
    }
}
