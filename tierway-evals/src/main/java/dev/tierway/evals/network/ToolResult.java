package dev.tierway.evals.network;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came of calling a tool.
 *
 * @param ok whether it did what it was called for
 * @param told what the model is told; {@code {error: ...}} when not
 */
public record ToolResult(boolean ok, JsonNode told) {

    public static ToolResult ok(JsonNode told) {
        return new ToolResult(true, told);
    }

    public static ToolResult refused(String why) {
        return new ToolResult(false, JsonMapper.shared().createObjectNode().put("error", why));
    }
}
