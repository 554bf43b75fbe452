package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Reads {@code prompt} of a completion: a text, a list of texts, a list of token ids, or a list of such lists. */
final class PromptReader {
    private final Tokenizer tokenizer;

    PromptReader(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    List<int[]> read(RequestFields body) {
        JsonNode prompt = body.get("prompt");
        if (prompt != null && prompt.isString()) {
            return List.of(text(prompt.stringValue()));
        }
        if (prompt == null || !prompt.isArray()) {
            throw RequestFields.wrongType("prompt", "a string, an array of strings or an array of token ids");
        }
        if (prompt.isEmpty()) {
            throw Failure.invalid("prompt", "invalid_value", "prompt is empty: send some text")
                    .toException();
        }
        if (prompt.get(0).isNumber()) {
            return List.of(tokens(prompt, "prompt"));
        }
        List<int[]> prompts = new ArrayList<>(prompt.size());
        for (int i = 0; i < prompt.size(); i++) {
            JsonNode element = prompt.get(i);
            prompts.add(element.isString() ? text(element.stringValue()) : tokens(element, "prompt[" + i + "]"));
        }
        return prompts;
    }

    private int[] text(String text) {
        int[] tokens = tokenizer.tokenize(text, false);
        int beginning = tokenizer.beginOfSequence();
        return beginning < 0
                ? tokens
                : IntStream.concat(IntStream.of(beginning), IntStream.of(tokens))
                        .toArray();
    }

    private int[] tokens(JsonNode array, String path) {
        if (!array.isArray()) {
            throw RequestFields.wrongType(path, "a string or an array of token ids");
        }
        int[] tokens = new int[array.size()];
        for (int i = 0; i < tokens.length; i++) {
            JsonNode id = array.get(i);
            if (!id.canConvertToInt()
                    || !id.isIntegralNumber()
                    || id.intValue() < 0
                    || id.intValue() >= tokenizer.vocabularySize()) {
                String at = path + "[" + i + "]";
                throw Failure.invalid(
                                at,
                                "invalid_value",
                                at + " is no token id of this model: use 0 to " + (tokenizer.vocabularySize() - 1))
                        .toException();
            }
            tokens[i] = id.intValue();
        }
        return tokens;
    }
}
