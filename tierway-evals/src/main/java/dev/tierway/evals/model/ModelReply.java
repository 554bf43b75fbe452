package dev.tierway.evals.model;

import tools.jackson.databind.JsonNode;

/**
 * What a model answered.
 *
 * @param text the content of its message; empty when it only calls tools
 * @param message the assistant's message whole, as OpenAI writes it
 * @param finishReason {@code stop}, {@code length}, {@code tool_calls}, ...
 */
public record ModelReply(String text, JsonNode message, String finishReason, Spend spend, Timing timing) {}
