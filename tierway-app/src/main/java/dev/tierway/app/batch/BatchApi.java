package dev.tierway.app.batch;

import dev.tierway.app.client.ApiClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Files and batches of a gateway; fails as {@link ApiClient} does. Confined to one thread. */
final class BatchApi implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LONGEST_UPLOAD = Duration.ofHours(2);

    /** The gateway need not keep a copy of what its owner has. */
    private static final Duration INPUT_KEPT = Duration.ofDays(30);

    private static final String[] SHARE_IDENTICAL = {"x-tierway-share-identical", "true"};
    private static final String BOUNDARY = "tierway-batch-2f1d8a60c4b7e953";

    private final ApiClient client;

    BatchApi(ApiClient client) {
        this.client = client;
    }

    /**
     * What a batch is made of.
     *
     * @param window as {@code 24h}
     * @param shareIdentical whether lines with equal bodies may be answered once
     */
    record Order(String inputFile, String endpoint, String window, boolean shareIdentical) {}

    /**
     * Sends the lines of {@code input} as a file.
     *
     * @param bytes of these lines
     * @param sent hears how many bytes are on their way so far
     * @return the file's id
     */
    String upload(BatchInput input, long bytes, LongConsumer sent) {
        byte[] head = (field("purpose", "batch")
                        + field("expires_after[anchor]", "created_at")
                        + field("expires_after[seconds]", Long.toString(INPUT_KEPT.toSeconds()))
                        + "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + filename(input) + "\"\r\nContent-Type: application/jsonl\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
        BodyPublisher body = BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> body(head, input, tail, sent)), head.length + bytes + tail.length);
        return client.upload("/v1/files", "multipart/form-data; boundary=" + BOUNDARY, body, LONGEST_UPLOAD)
                .json()
                .path("id")
                .asString("");
    }

    private static InputStream body(byte[] head, BatchInput input, byte[] tail, LongConsumer sent) {
        try {
            List<InputStream> parts = List.of(
                    new ByteArrayInputStream(head),
                    new CountedStream(input.content(), sent),
                    new ByteArrayInputStream(tail));
            return new SequenceInputStream(Collections.enumeration(parts));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String field(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    /** The file's own name, as the header can hold it and batch files must be called. */
    private static String filename(BatchInput input) {
        StringBuilder name = new StringBuilder();
        String own = String.valueOf(input.file().getFileName());
        own.codePoints()
                .map(it -> it < ' ' || it == '"' || it == '\\' || it > '~' ? '_' : it)
                .forEach(name::appendCodePoint);
        return own.endsWith(".jsonl") ? name.toString() : name.append(".jsonl").toString();
    }

    BatchState create(Order order) {
        ObjectNode body = JSON.createObjectNode()
                .put("input_file_id", order.inputFile())
                .put("endpoint", order.endpoint())
                .put("completion_window", order.window());
        String[] headers = order.shareIdentical() ? SHARE_IDENTICAL : new String[0];
        return BatchState.of(client.post("/v1/batches", body, headers).json());
    }

    BatchState find(String id) {
        return BatchState.of(client.get(path(id)).json());
    }

    BatchState cancel(String id) {
        return BatchState.of(
                client.post(path(id) + "/cancel", JSON.createObjectNode()).json());
    }

    /** The newest first. */
    ApiClient.Reply list(int limit) {
        return client.get("/v1/batches?limit=" + limit);
    }

    /** What {@link #list} holds. */
    static List<BatchState> states(JsonNode page) {
        List<BatchState> states = new ArrayList<>();
        page.path("data").forEach(it -> states.add(BatchState.of(it)));
        return states;
    }

    /** @throws IOException when the file does not come whole, or {@code out} fails */
    void download(String fileId, OutputStream out) throws IOException {
        client.download("/v1/files/" + ApiClient.encoded(fileId) + "/content", out);
    }

    private static String path(String id) {
        return "/v1/batches/" + ApiClient.encoded(id);
    }

    @Override
    public void close() {
        client.close();
    }
}
