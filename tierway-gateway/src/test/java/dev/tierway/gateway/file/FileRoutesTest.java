package dev.tierway.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.http.HttpServer;
import dev.tierway.gateway.http.HttpServerConfig;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.file.FileQuery;
import dev.tierway.storage.file.FileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files over real HTTP, in a SQLite file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileRoutesTest {
    private static final Instant NOON = Instant.parse("2027-01-15T12:00:00Z");
    private static final String SHOP = "tw-shop-0123456789abcdef";
    private static final String BANK = "tw-bank-0123456789abcdef";
    private static final FileLimits LIMITS = new FileLimits(400_000, 300_000);

    private final Database database;
    private final FileStore files;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile Instant now = NOON;

    FileRoutesTest(@TempDir Path folder) {
        database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db"))));
        files = database.files(() -> now);
        Authenticator authenticator =
                Authenticator.of(Map.of(KeyDigest.of(SHOP), project("shop"), KeyDigest.of(BANK), project("bank")));
        server = HttpServer.start(
                HttpServerConfig.defaults().at("127.0.0.1", 0),
                new FileRoutes(authenticator, files, LIMITS, () -> "%03d".formatted(ids.incrementAndGet()), () -> now));
    }

    private static Project project(String name) {
        return new Project(name, 1.0, EnumSet.allOf(ServiceTier.class), ServiceTier.STANDARD);
    }

    @BeforeEach
    void no_files() {
        now = NOON;
        ids.set(0);
        files.list(new FileQuery("shop", Optional.empty(), Optional.empty(), true, 100))
                .forEach(file -> files.delete("shop", file.id()));
        files.deleteExpired(NOON.plus(Duration.ofDays(99)));
    }

    @AfterAll
    void everything_is_given_back() {
        client.close();
        server.close();
        database.close();
    }

    private static String field(String name, String value) {
        return "--xx\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String filename, String content) {
        return "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n";
    }

    private HttpResponse<String> upload(String... parts) throws IOException, InterruptedException {
        return client.send(
                request(SHOP, "/v1/files")
                        .header("Content-Type", "multipart/form-data; boundary=xx")
                        .POST(BodyPublishers.ofString(String.join("", parts) + "--xx--\r\n"))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> call(String key, String method, String path) throws IOException, InterruptedException {
        return client.send(
                request(key, path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call(SHOP, "GET", path);
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + key);
    }

    @Test
    void a_file_goes_in_is_told_of_comes_out_and_goes_away() throws Exception {
        String content = "{\"custom_id\":\"1\"}\r\n".repeat(9_000);
        String told = "{\"id\":\"file-001\",\"object\":\"file\",\"bytes\":" + content.length()
                + ",\"created_at\":1800014400,\"expires_at\":1802606400,\"filename\":\"in.jsonl\","
                + "\"purpose\":\"batch\",\"status\":\"processed\"}";

        HttpResponse<String> uploaded = upload(field("purpose", "batch"), file("in.jsonl", content));

        assertThat(uploaded.body()).isEqualTo(told);
        assertThat(uploaded.statusCode()).isEqualTo(200);
        assertThat(get("/v1/files/file-001").body()).isEqualTo(told);
        HttpResponse<String> downloaded = get("/v1/files/file-001/content");
        assertThat(downloaded.headers().firstValue("content-type")).contains("application/octet-stream");
        assertThat(downloaded.body()).isEqualTo(content);
        assertThat(call(SHOP, "DELETE", "/v1/files/file-001").body())
                .isEqualTo("{\"id\":\"file-001\",\"object\":\"file\",\"deleted\":true}");
        HttpResponse<String> gone = get("/v1/files/file-001");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("\"param\":\"id\",\"code\":\"file_not_found\"");
    }

    @Test
    void fields_may_come_behind_the_file() throws Exception {
        HttpResponse<String> reply = upload(
                file("a.txt", ""),
                field("expires_after[anchor]", "created_at"),
                field("purpose", "user_data"),
                field("expires_after[seconds]", "3600"));

        assertThat(reply.body())
                .contains("\"bytes\":0,\"created_at\":1800014400,\"expires_at\":1800018000,\"filename\":\"a.txt\"")
                .contains("\"purpose\":\"user_data\"");
    }

    @Test
    void only_files_for_batches_expire_by_themselves() throws Exception {
        assertThat(upload(field("purpose", "evals"), file("a.jsonl", "x")).body())
                .doesNotContain("expires_at");
        now = NOON.plus(Duration.ofDays(31));
        assertThat(get("/v1/files/file-001").statusCode()).isEqualTo(200);
    }

    @Test
    void a_file_that_has_expired_is_not_found() throws Exception {
        upload(field("purpose", "batch"), file("a.jsonl", "x"));
        now = NOON.plus(Duration.ofDays(30));
        assertThat(get("/v1/files/file-001").statusCode()).isEqualTo(404);
        assertThat(get("/v1/files/file-001/content").statusCode()).isEqualTo(404);
    }

    @Test
    void another_project_s_files_are_not_found() throws Exception {
        upload(field("purpose", "batch"), file("a.jsonl", "x"));

        assertThat(call(BANK, "GET", "/v1/files/file-001").statusCode()).isEqualTo(404);
        assertThat(call(BANK, "GET", "/v1/files/file-001/content").statusCode()).isEqualTo(404);
        assertThat(call(BANK, "DELETE", "/v1/files/file-001").statusCode()).isEqualTo(404);
        assertThat(call(BANK, "GET", "/v1/files").body())
                .isEqualTo("{\"object\":\"list\",\"data\":[],\"first_id\":null,\"last_id\":null,\"has_more\":false}");
        assertThat(call("tw-none-0123456789abcdef", "GET", "/v1/files").statusCode())
                .isEqualTo(401);
        assertThat(get("/v1/files/file-001").statusCode()).isEqualTo(200);
    }

    @Test
    void lists_page_by_page() throws Exception {
        for (int i = 0; i < 3; i++) {
            upload(field("purpose", i == 1 ? "evals" : "batch"), file("a.jsonl", "x"));
        }
        assertThat(get("/v1/files").body())
                .containsSubsequence("file-003", "file-002", "file-001")
                .endsWith("\"first_id\":\"file-003\",\"last_id\":\"file-001\",\"has_more\":false}");
        assertThat(get("/v1/files?limit=2&order=asc").body())
                .endsWith("\"first_id\":\"file-001\",\"last_id\":\"file-002\",\"has_more\":true}");
        assertThat(get("/v1/files?limit=2&order=asc&after=file-002").body())
                .endsWith("\"first_id\":\"file-003\",\"last_id\":\"file-003\",\"has_more\":false}");
        assertThat(get("/v1/files?purpose=batch").body()).doesNotContain("file-002");
        assertThat(get("/v1/files?limit=0").body()).contains("invalid_parameter", "1 to 10000");
        assertThat(get("/v1/files?order=up").body()).contains("\"param\":\"order\"");
    }

    @ParameterizedTest
    @CsvSource({
        "missing purpose, missing_field, purpose",
        "missing file, missing_field, file",
        "wrong purpose, invalid_value, purpose",
        "our own purpose, invalid_value, purpose",
        "another suffix, invalid_value, file",
        "another suffix first, invalid_value, file",
        "unknown field, unknown_parameter, color",
        "file twice, duplicate_field, file",
        "purpose twice, duplicate_field, purpose",
        "half an expiry, missing_field, expires_after[anchor]",
        "another anchor, invalid_value, expires_after[anchor]",
        "too short, invalid_value, expires_after[seconds]",
        "too long, invalid_value, expires_after[seconds]",
        "no filename, invalid_value, file",
    })
    void a_form_that_is_wrong_is_refused_and_leaves_nothing(String form, String code, String param) throws Exception {
        String batch = field("purpose", "batch");
        String file = file("a.jsonl", "x");
        String anchor = field("expires_after[anchor]", "created_at");
        HttpResponse<String> reply = switch (form) {
            case "missing purpose" -> upload(file);
            case "missing file" -> upload(batch);
            case "wrong purpose" -> upload(field("purpose", "fun"), file);
            case "our own purpose" -> upload(file, field("purpose", "batch_output"));
            case "another suffix" -> upload(batch, file("a.txt", "x"));
            case "another suffix first" -> upload(file("a.txt", "x"), batch);
            case "unknown field" -> upload(batch, file, field("color", "red"));
            case "file twice" -> upload(batch, file, file);
            case "purpose twice" -> upload(batch, file, batch);
            case "half an expiry" -> upload(batch, file, field("expires_after[seconds]", "3600"));
            case "another anchor" ->
                upload(batch, file, field("expires_after[anchor]", "now"), field("expires_after[seconds]", "3600"));
            case "too short" -> upload(batch, file, anchor, field("expires_after[seconds]", "3599"));
            case "too long" -> upload(batch, file, anchor, field("expires_after[seconds]", "2592001"));
            default -> upload(batch, "--xx\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n");
        };
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
        assertThat(reply.body()).contains("\"param\":\"" + param + "\",\"code\":\"" + code + "\"");
        assertThat(get("/v1/files").body()).contains("\"data\":[]");
        assertThat(files.deleteExpired(NOON.plus(Duration.ofDays(99)))).isZero();
    }

    @Test
    void a_file_that_is_too_large_is_refused_with_its_limit() throws Exception {
        String between = "x".repeat(300_001);
        assertThat(upload(field("purpose", "evals"), file("a.jsonl", between)).statusCode())
                .isEqualTo(200);
        for (HttpResponse<String> reply : List.of(
                upload(field("purpose", "batch"), file("a.jsonl", between)),
                upload(file("a.jsonl", between), field("purpose", "batch")))) {
            assertThat(reply.statusCode()).isEqualTo(413);
            assertThat(reply.body()).contains("file_too_large", "300000 bytes that one for a batch");
        }
        assertThat(upload(field("purpose", "evals"), file("a.jsonl", "x".repeat(400_001)))
                        .body())
                .contains("file_too_large", "400000 bytes");
        assertThat(upload(field("purpose", "evals"), file("a.jsonl", "x".repeat(500_000)))
                        .body())
                .contains("body_too_large");
    }

    @Test
    void a_body_that_is_no_form_is_refused() throws Exception {
        HttpRequest json = request(SHOP, "/v1/files")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(client.send(json, BodyHandlers.ofString()).body()).contains("invalid_content_type");
        HttpRequest cut = request(SHOP, "/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=xx")
                .POST(BodyPublishers.ofString(field("purpose", "batch") + file("a.jsonl", "x".repeat(300))))
                .build();
        assertThat(client.send(cut, BodyHandlers.ofString()).body()).contains("malformed_multipart", "cut off");
        assertThat(files.deleteExpired(NOON.plus(Duration.ofDays(99)))).isZero();
    }

    @Test
    void an_upload_whose_client_leaves_leaves_nothing() throws Exception {
        String head = "POST /v1/files HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + SHOP
                + "\r\nContent-Type: multipart/form-data; boundary=xx\r\nContent-Length: 390000\r\n\r\n";
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write((head + field("purpose", "evals") + file("a.jsonl", "x".repeat(300_000)))
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            while (server.runningExchanges() == 0) {
                Thread.onSpinWait();
            }
        }
        while (server.runningExchanges() > 0) {
            Thread.onSpinWait();
        }
        assertThat(get("/v1/files").body()).contains("\"data\":[]");
        assertThat(files.deleteExpired(NOON.plus(Duration.ofDays(99)))).isZero();
    }

    @Test
    void paths_take_their_own_methods() throws Exception {
        assertThat(call(SHOP, "PUT", "/v1/files").body()).contains("takes GET or POST, not PUT");
        assertThat(call(SHOP, "POST", "/v1/files/file-001").body()).contains("takes GET or DELETE, not POST");
        assertThat(call(SHOP, "DELETE", "/v1/files/file-001/content").statusCode())
                .isEqualTo(405);
    }

    /** Whether the file is in the database, expired or not. */
    private boolean stored(Instant before) {
        return database.files(() -> before).find("shop", "file-001").isPresent();
    }

    @Test
    @Timeout(20)
    void the_sweep_deletes_what_has_expired_at_its_start() throws Exception {
        upload(field("purpose", "batch"), file("a.jsonl", "x"));
        now = NOON.plus(Duration.ofDays(30));
        try (FileSweep sweep = new FileSweep(files, () -> now)) {
            sweep.start();
            while (stored(NOON)) {
                Thread.onSpinWait();
            }
        }
        assertThat(stored(NOON)).isFalse();
    }
}
