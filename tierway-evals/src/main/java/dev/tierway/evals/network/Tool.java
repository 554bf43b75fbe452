package dev.tierway.evals.network;

import tools.jackson.databind.JsonNode;

/**
 * What a routine can do.
 *
 * @param parameters JSON schema of its arguments, an object
 */
public record Tool(String name, String description, JsonNode parameters, Effect effect) {}
