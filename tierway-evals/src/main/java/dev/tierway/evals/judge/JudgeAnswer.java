package dev.tierway.evals.judge;

import dev.tierway.evals.model.Spend;
import tools.jackson.databind.node.ObjectNode;

/** What came of asking a judge. */
public sealed interface JudgeAnswer {
    /** What asking cost, all tries together. */
    Spend spend();

    /** An answer that keeps to the schema, as far as its question looked. */
    record Given(ObjectNode answer, Spend spend) implements JudgeAnswer {}

    /**
     * No usable answer: says nothing about what was judged.
     *
     * @param reason for a person
     */
    record None(String reason, Spend spend) implements JudgeAnswer {}
}
