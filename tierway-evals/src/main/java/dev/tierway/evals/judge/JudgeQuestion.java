package dev.tierway.evals.judge;

import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a judge is asked.
 *
 * @param instructions its system message
 * @param material what it is shown
 * @param schema JSON Schema of its answer
 * @param problem what is wrong with an answer, for the judge; empty when nothing is
 */
public record JudgeQuestion(
        String instructions, String material, ObjectNode schema, Function<ObjectNode, String> problem) {}
