package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.engine.text.SamplingParameters;
import dev.tierway.engine.text.SamplingParameters.Penalties;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * Reads how to sample and where to stop. Beside OpenAI's fields these are read as vLLM names them:
 * {@code top_k, min_p, repetition_penalty}.
 */
final class SamplingReader {
    private static final int MAX_STOPS = 4;
    private static final int MAX_BIASES = 1024;
    private static final int MAX_CHAT_ALTERNATIVES = 20;
    private static final int MAX_COMPLETION_ALTERNATIVES = 5;

    /** The smallest temperature that still draws; below it the most probable token is taken, as its share is 1. */
    private static final double COLDEST = 1e-3;

    private SamplingReader() {}

    /** @param alternatives as {@link #chatAlternatives} or {@link #completionAlternatives} gave */
    static SamplingParameters read(RequestFields body, int alternatives, int vocabularySize) {
        double temperature = body.number("temperature", 1, 0, 2);
        Penalties penalties = new Penalties(
                (float) body.number("frequency_penalty", 0, -2, 2),
                (float) body.number("presence_penalty", 0, -2, 2),
                (float) body.number("repetition_penalty", 1, 0.01, 10));
        return new SamplingParameters(
                temperature < COLDEST ? 0 : temperature,
                Math.max(body.integer("top_k", 0, -1, Integer.MAX_VALUE), 0),
                Math.max(body.number("top_p", 1, 0, 1), 1e-9),
                body.number("min_p", 0, 0, 1),
                penalties,
                biases(body, vocabularySize),
                alternatives);
    }

    /** {@code logprobs} and {@code top_logprobs} of a chat; -1 when not asked for. */
    static int chatAlternatives(RequestFields body) {
        int alternatives = body.integer("top_logprobs", 0, 0, MAX_CHAT_ALTERNATIVES);
        if (body.flag("logprobs")) {
            return alternatives;
        }
        if (alternatives > 0) {
            throw Failure.invalid(
                            "top_logprobs",
                            "invalid_value",
                            "top_logprobs needs logprobs: set logprobs to true as well")
                    .toException();
        }
        return -1;
    }

    /** {@code logprobs} of a completion; -1 when not asked for. */
    static int completionAlternatives(RequestFields body) {
        return body.integer("logprobs", -1, 0, MAX_COMPLETION_ALTERNATIVES);
    }

    static OptionalLong seed(RequestFields body) {
        JsonNode seed = body.get("seed");
        if (seed == null) {
            return OptionalLong.empty();
        }
        if (!seed.isIntegralNumber() || !seed.canConvertToLong()) {
            throw RequestFields.wrongType("seed", "a whole number of at most 64 bits");
        }
        return OptionalLong.of(seed.longValue());
    }

    static List<String> stops(RequestFields body) {
        JsonNode stop = body.get("stop");
        if (stop == null) {
            return List.of();
        }
        List<JsonNode> given = stop.isArray() ? List.copyOf(stop.values()) : List.of(stop);
        if (given.size() > MAX_STOPS) {
            throw Failure.invalid(
                            "stop",
                            "invalid_value",
                            "stop has " + given.size() + " sequences: send at most " + MAX_STOPS)
                    .toException();
        }
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String path = stop.isArray() ? "stop[" + i + "]" : "stop";
            if (!given.get(i).isString()) {
                throw RequestFields.wrongType(path, "a string");
            }
            String text = given.get(i).stringValue();
            if (text.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw Failure.invalid(path, "invalid_value", path + " must be text of at least one character")
                        .toException();
            }
            stops.add(text);
        }
        return stops;
    }

    private static Map<Integer, Float> biases(RequestFields body, int vocabularySize) {
        JsonNode bias = body.get("logit_bias");
        if (bias == null) {
            return Map.of();
        }
        RequestFields biases = RequestFields.of(bias, "logit_bias");
        if (bias.size() > MAX_BIASES) {
            throw Failure.invalid(
                            "logit_bias",
                            "invalid_value",
                            "logit_bias has " + bias.size() + " tokens: send at most " + MAX_BIASES)
                    .toException();
        }
        Map<Integer, Float> read = new HashMap<>();
        for (String key : bias.propertyNames()) {
            int token = tokenId(key);
            if (token < 0 || token >= vocabularySize) {
                throw Failure.invalid(
                                "logit_bias",
                                "invalid_value",
                                "logit_bias has a key that is no token id of this model: use 0 to "
                                        + (vocabularySize - 1))
                        .toException();
            }
            read.put(token, (float) biases.number(key, 0, -100, 100));
        }
        return read;
    }

    private static int tokenId(String key) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
