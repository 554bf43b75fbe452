package dev.tierway.app.client;

import dev.tierway.app.cli.UsageException;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to one gateway with one key. Confined to one thread.
 *
 * <p>What the caller can mend (a wrong key, a wrong name) is a {@link UsageException}; a gateway that does not answer, or
 * not now, is a {@link FailureException}. Both tell it in one line.
 */
public final class ApiClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST_ERROR = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final URI gateway;
    private final String key;
    private final String keyAdvice;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /**
     * @param gateway its address without a path
     * @param keyAdvice which key to give instead when the gateway does not take this one, and how
     */
    public ApiClient(URI gateway, String key, String keyAdvice) {
        this.gateway = gateway;
        this.key = key;
        this.keyAdvice = keyAdvice;
    }

    /**
     * What the gateway answered.
     *
     * @param text as it came
     * @param json the same, read
     */
    public record Reply(String text, JsonNode json) {}

    /** {@code text} as a part of a path or a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * What stands at {@code path}.
     *
     * @param path with its query
     */
    public Reply get(String path) {
        return send(request(path).GET());
    }

    /**
     * Sends an object and gives the answer to it.
     *
     * @param headers names and values in turn
     */
    public Reply post(String path, JsonNode body, String... headers) {
        HttpRequest.Builder request = request(path).header("content-type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Deletes what stands at {@code path} and gives the answer to that. */
    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    /** Sends a body that may be long; the gateway can refuse it before it is sent. */
    public Reply upload(String path, String contentType, HttpRequest.BodyPublisher body, Duration patience) {
        return send(request(path)
                .timeout(patience)
                .expectContinue(true)
                .header("content-type", contentType)
                .POST(body));
    }

    /**
     * Copies what stands at {@code path} to {@code out} as it comes.
     *
     * @throws IOException when it does not come whole, or {@code out} fails
     */
    public void download(String path, OutputStream out) throws IOException {
        HttpResponse<InputStream> response =
                exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            int status = response.statusCode();
            if (status >= 300) {
                byte[] body = in.readNBytes(LONGEST_ERROR);
                throw refused(status, read(status, new String(body, StandardCharsets.UTF_8)));
            }
            in.transferTo(out);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(PATIENCE).header("authorization", "Bearer " + key);
    }

    private Reply send(HttpRequest.Builder request) {
        HttpResponse<String> response = exchange(request.build(), HttpResponse.BodyHandlers.ofString());
        int status = response.statusCode();
        JsonNode json = read(status, response.body());
        if (status < 300) {
            return new Reply(response.body(), json);
        }
        throw refused(status, json);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (ConnectException | HttpConnectTimeoutException unreachable) {
            throw failed(
                    "no gateway answers at " + gateway + "; start one with 'tierway up', or name another with --url");
        } catch (IOException lost) {
            throw failed("the connection to " + gateway + " was lost: " + lost.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failed("interrupted while waiting for " + gateway);
        }
    }

    private RuntimeException refused(int status, JsonNode json) {
        if (status == 401) {
            return new UsageException("the gateway at " + gateway + " does not take this " + keyAdvice);
        }
        String message = json.path("error").path("message").asString("HTTP status " + status);
        boolean notNow = status == 408 || status == 429 || status >= 500;
        return notNow ? failed(message) : new UsageException(message);
    }

    private JsonNode read(int status, String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException notJson) {
            throw failed("what answers at " + gateway + " is not a Tierway gateway: HTTP status " + status
                    + " without JSON");
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
