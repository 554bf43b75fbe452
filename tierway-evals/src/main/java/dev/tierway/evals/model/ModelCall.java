package dev.tierway.evals.model;

import tools.jackson.databind.node.ObjectNode;

/**
 * One question to a model.
 *
 * @param model the alias it is known by
 * @param body the members of an OpenAI chat completion without {@code model} and {@code stream}: {@code messages}, and
 *     {@code service_tier}, {@code temperature}, {@code seed}, {@code tools}, {@code response_format} where wanted
 */
public record ModelCall(String model, ObjectNode body) {}
