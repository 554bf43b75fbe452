package dev.tierway.providers.embedded;

import dev.tierway.engine.text.SamplingParameters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request read, checked and tokenised for one model.
 *
 * @param prompts each is answered {@code choices} times
 * @param maxTokens most output tokens of one answer, before the rest of the context bounds it
 * @param grammar GBNF that every answer keeps to
 */
record PreparedRequest(
        List<int[]> prompts,
        int choices,
        int maxTokens,
        SamplingParameters sampling,
        OptionalLong seed,
        List<String> stops,
        Optional<String> grammar) {

    int promptTokens() {
        return prompts.stream().mapToInt(prompt -> prompt.length).sum();
    }

    int answers() {
        return prompts.size() * choices;
    }
}
