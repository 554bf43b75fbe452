package dev.tierway.evals.network;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tools that are services: {@code {name, arguments, state}} is posted, {@code {result, state}} or {@code {error}} is the
 * answer. Whatever goes wrong is told to the model as the tool's error, so that a conversation goes on. Thread-safe.
 */
public final class HttpToolEndpoint implements ToolEndpoint, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LONGEST_ANSWER = 4 << 20;

    private final Duration limit;
    private final HttpClient http;

    /** @param limit how long one call may take, the whole answer included */
    public HttpToolEndpoint(Duration limit) {
        this.limit = limit;
        this.http = HttpClient.newBuilder().connectTimeout(limit).build();
    }

    @Override
    public Answer call(URI url, ToolCall call, JsonNode state) throws InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("name", call.name());
        body.set("arguments", call.arguments());
        body.set("state", state);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            return read(response.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return refused("it did not answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException failed) {
            return switch (failed.getCause()) {
                case IOException lost -> refused("it cannot be reached: " + lost);
                case null, default -> throw new IllegalStateException(failed);
            };
        } finally {
            response.cancel(true);
        }
    }

    private static Answer read(HttpResponse<byte[]> response) {
        JsonNode answer;
        try {
            answer = JSON.readTree(response.body());
        } catch (JacksonException notJson) {
            answer = JSON.missingNode();
        }
        String error = answer.path("error").asString("");
        if (!error.isEmpty()) {
            return new Answer(ToolResult.refused(error), Optional.empty());
        }
        if (response.statusCode() / 100 != 2) {
            return refused("it answered with status " + response.statusCode());
        }
        if (!answer.isObject()) {
            return refused("it answered no JSON object");
        }
        JsonNode told = answer.path("result");
        return new Answer(
                ToolResult.ok(told.isMissingNode() ? JSON.createObjectNode().put("done", true) : told),
                Optional.of(answer.path("state")).filter(JsonNode::isObject));
    }

    private static Answer refused(String why) {
        return new Answer(ToolResult.refused("the tool does not work now: " + why), Optional.empty());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
