package dev.tierway.app.admin;

import dev.tierway.app.cli.UsageException;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to the admin API of one gateway. Confined to one thread.
 *
 * <p>What the caller can mend (a wrong key, a wrong name) is a {@link UsageException}; a gateway that does not answer is a
 * {@link FailureException}. Both tell it in one line.
 */
final class AdminClient implements AutoCloseable {
    private static final String PREFIX = "/v1/organization/";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final URI gateway;
    private final String key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** @param gateway its address without a path */
    AdminClient(URI gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    /**
     * What the gateway answered.
     *
     * @param text as it came
     * @param json the same, read
     */
    record Reply(String text, JsonNode json) {}

    /** {@code text} as a part of a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param path below {@code /v1/organization/}, with its query */
    Reply get(String path) {
        return send(request(path).GET());
    }

    /** @param body JSON */
    Reply post(String path, JsonNode body) {
        return send(request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    Reply delete(String path) {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(PREFIX + path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + key);
    }

    private Reply send(HttpRequest.Builder request) {
        HttpResponse<String> response = exchange(request.build());
        JsonNode json = read(response);
        int status = response.statusCode();
        if (status < 300) {
            return new Reply(response.body(), json);
        }
        String message = json.path("error").path("message").asString("HTTP status " + status);
        if (status == 401) {
            throw new UsageException(
                    "the gateway at " + gateway + " does not take this admin key; give one that 'admin.keys' of its"
                            + " configuration lists, with --admin-key env:NAME, --admin-key @FILE or TIERWAY_ADMIN_KEY");
        }
        if (status < 500) {
            throw new UsageException(message);
        }
        throw failed(message);
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw failed(
                    "no gateway answers at " + gateway + "; start one with 'tierway up', or name another with --url");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failed("interrupted while waiting for " + gateway);
        }
    }

    private JsonNode read(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException notJson) {
            throw failed("what answers at " + gateway + " is not a Tierway gateway: HTTP status "
                    + response.statusCode() + " without JSON");
        }
    }

    private static FailureException failed(String message) {
        return Failure.of(FailureKind.UPSTREAM_FAILED, "gateway_failed", message)
                .toException();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
