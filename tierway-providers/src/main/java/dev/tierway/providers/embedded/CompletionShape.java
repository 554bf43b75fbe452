package dev.tierway.providers.embedded;

import dev.tierway.engine.text.TokenLogprob;
import dev.tierway.engine.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code text_completion}, whole and in chunks. */
record CompletionShape() implements ReplyShape {
    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public String objectName(boolean chunk) {
        return "text_completion";
    }

    @Override
    public boolean opens() {
        return false;
    }

    @Override
    public void writeOpening(JsonGenerator json) {
        throw new IllegalStateException("a completion has no opening chunk");
    }

    @Override
    public void writeDelta(JsonGenerator json, @Nullable AnswerText text, Tokenizer tokenizer) {
        json.writeStringProperty("text", text == null ? "" : text.fresh().toString());
        writeLogprobs(json, text, tokenizer);
    }

    @Override
    public void writeWhole(JsonGenerator json, AnswerText text, Tokenizer tokenizer) {
        writeDelta(json, text, tokenizer);
    }

    private static void writeLogprobs(JsonGenerator json, @Nullable AnswerText text, Tokenizer tokenizer) {
        if (text == null || !text.scored()) {
            json.writeNullProperty("logprobs");
            return;
        }
        List<AnswerText.Shown> tokens = text.freshTokens();
        json.writeObjectPropertyStart("logprobs");
        json.writeArrayPropertyStart("tokens");
        tokens.forEach(shown -> json.writeString(string(tokenizer, shown.token().id())));
        json.writeEndArray();
        json.writeArrayPropertyStart("token_logprobs");
        tokens.forEach(
                shown -> json.writeNumber(ReplyWriter.finite(shown.token().logprob())));
        json.writeEndArray();
        json.writeArrayPropertyStart("top_logprobs");
        tokens.forEach(shown -> writeAlternatives(json, shown.token().alternatives(), tokenizer));
        json.writeEndArray();
        json.writeArrayPropertyStart("text_offset");
        tokens.forEach(shown -> json.writeNumber(shown.offset()));
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Tokens whose text is the same, as parts of characters are, share one name: the most probable keeps it. */
    private static void writeAlternatives(JsonGenerator json, List<TokenLogprob> alternatives, Tokenizer tokenizer) {
        Set<String> named = new HashSet<>();
        json.writeStartObject();
        for (TokenLogprob alternative : alternatives) {
            String name = string(tokenizer, alternative.token());
            if (named.add(name)) {
                json.writeNumberProperty(name, ReplyWriter.finite(alternative.logprob()));
            }
        }
        json.writeEndObject();
    }

    private static String string(Tokenizer tokenizer, int token) {
        return new String(tokenizer.piece(token), StandardCharsets.UTF_8);
    }
}
