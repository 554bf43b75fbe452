package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Files and batches of a gateway, over plain HTTP. */
final class BatchClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI gateway;
    private final String key;

    BatchClient(URI gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return sent(request(path).GET());
    }

    JsonNode post(String path, String json) throws IOException, InterruptedException {
        return sent(request(path).POST(BodyPublishers.ofString(json)));
    }

    /** A batch of {@code lines}, uploaded as a file. */
    String created(String lines) throws IOException, InterruptedException {
        String parts = "--edge\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n\r\n" + lines
                + "\r\n--edge--\r\n";
        JsonNode file = sent(request("/v1/files")
                .header("content-type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofString(parts)));
        return post(
                        "/v1/batches",
                        "{\"input_file_id\":\"" + file.path("id").asString()
                                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}")
                .path("id")
                .asString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).header("authorization", "Bearer " + key);
    }

    private JsonNode sent(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> reply = client.send(request.build(), BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 299);
        return JSON.readTree(reply.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
