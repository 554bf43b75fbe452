package dev.tierway.evals.network;

import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Calls tools that are HTTP services. Thread-safe. */
@FunctionalInterface
public interface ToolEndpoint {
    /** No tool is a service; one that is cannot be called. */
    ToolEndpoint NONE = (url, _, _) ->
            new Answer(ToolResult.refused("the tool's service at " + url + " cannot be called here"), Optional.empty());

    /**
     * Calls the service at {@code url}; one that fails is a refusal.
     *
     * @param state the world before
     */
    Answer call(URI url, ToolCall call, JsonNode state) throws InterruptedException;

    /**
     * What a service answered.
     *
     * @param state the world after; absent when it stays as it is
     */
    record Answer(ToolResult result, Optional<JsonNode> state) {}
}
