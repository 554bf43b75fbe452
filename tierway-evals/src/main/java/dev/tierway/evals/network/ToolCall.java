package dev.tierway.evals.network;

import tools.jackson.databind.JsonNode;

/** A tool to be called, and with what. */
public record ToolCall(String name, JsonNode arguments) {}
