package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.gateway.admin.ChangeFollower;
import dev.tierway.gateway.auth.KeyDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Keys that administrators make, on whole gateways. */
class AdminKeysTest {
    private static final String KEYS = "projects/shop/api_keys";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_key_opens_at_once_over_a_restart_and_until_it_is_revoked() throws Exception {
        String secret;
        String id;
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            JsonNode made = gateway.post(KEYS, "{\"name\":\"checkout\",\"use_case\":\"checkout\"}");
            secret = made.get("value").asString();
            id = made.get("id").asString();
            assertThat(secret).startsWith("tw-").hasSize(46);
            assertThat(id).isEqualTo(KeyDigest.of(secret).id());
            assertThat(made.get("use_case").asString()).isEqualTo("checkout");
            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(200);
        }
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(200);

            gateway.call(200, "DELETE", KEYS + "/" + id, "");

            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(401);
            assertThat(gateway.chat(secret, "").body())
                    .contains("api_key_revoked")
                    .doesNotContain(secret);
        }
    }

    @Test
    void the_secret_is_in_one_reply_and_nowhere_else() throws Exception {
        String secret;
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            secret = gateway.post(KEYS, "{\"name\":\"a\"}").get("value").asString();
            JsonNode list = gateway.get(KEYS);

            assertThat(list.get("data").size()).isEqualTo(2);
            assertThat(list.get("data").get(0).get("source").asString()).isEqualTo("configuration");
            assertThat(list.get("data").get(1).get("name").asString()).isEqualTo("a");
            assertThat(list.toString() + gateway.get("audit_logs")).doesNotContain(secret);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().contains("ledger.db"))
                            .map(AdminKeysTest::text))
                    .isNotEmpty()
                    .noneMatch(text -> text.contains(secret));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @Test
    void an_expired_key_says_that_it_is() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            JsonNode made = gateway.post(KEYS, "{\"name\":\"short\",\"expires_in_seconds\":1}");
            String secret = made.get("value").asString();
            long end = made.get("expires_at").asLong();
            while (Instant.now().getEpochSecond() < end) {
                Thread.onSpinWait();
            }
            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(401);
            assertThat(gateway.chat(secret, "").body()).contains("api_key_expired");
            assertThat(gateway.get(KEYS + "/" + made.get("id").asString())
                            .get("status")
                            .asString())
                    .isEqualTo("expired");
        }
    }

    @Test
    void other_gateways_on_the_same_database_follow() throws Exception {
        try (AdminGateway one = new AdminGateway(folder, "");
                AdminGateway other = new AdminGateway(folder, "")) {
            JsonNode made = one.post(KEYS, "{\"name\":\"a\"}");
            String secret = made.get("value").asString();
            awaitStatus(other, secret, 200);

            one.call(200, "DELETE", KEYS + "/" + made.get("id").asString(), "");

            awaitStatus(other, secret, 401);
        }
    }

    private static void awaitStatus(AdminGateway gateway, String key, int status) throws Exception {
        Instant until = Instant.now().plus(ChangeFollower.EVERY.multipliedBy(5));
        while (gateway.chat(key, "").statusCode() != status) {
            assertThat(Instant.now()).isBefore(until);
        }
    }

    @Test
    void a_key_of_a_project_that_is_gone_opens_nothing() throws Exception {
        String secret;
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            secret = gateway.post("projects/lab/api_keys", "{\"name\":\"a\"}")
                    .get("value")
                    .asString();
        }
        try (AdminGateway gateway = new AdminGateway(folder, "shop: {keys: [" + AdminGateway.KEY + "]}", "")) {
            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(401);
            assertThat(gateway.refusal(404, "GET", "projects/lab/api_keys", ""))
                    .isEqualTo("unknown_project: there is no project 'lab'; known: shop");
        }
    }

    @Test
    void a_stored_key_has_a_quota_of_its_own() throws Exception {
        try (AdminGateway gateway =
                new AdminGateway(folder, "shop: {keys: [" + AdminGateway.KEY + "], quota: {per_key: {rpm: 1}}}", "")) {
            String secret = gateway.post(KEYS, "{\"name\":\"a\"}").get("value").asString();

            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(200);
            assertThat(gateway.chat(AdminGateway.KEY, "").statusCode()).isEqualTo(200);
            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void pages_continue_behind_the_key_that_is_named() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            gateway.post(KEYS, "{\"name\":\"a\"}");
            gateway.post(KEYS, "{\"name\":\"b\"}");

            JsonNode first = gateway.get(KEYS + "?limit=2");
            JsonNode second =
                    gateway.get(KEYS + "?limit=2&after=" + first.get("last_id").asString());

            assertThat(first.get("has_more").asBoolean()).isTrue();
            assertThat(second.get("has_more").asBoolean()).isFalse();
            assertThat(second.get("data").size()).isEqualTo(1);
            assertThat(second.get("data").get(0).get("name").asString()).isEqualTo("b");
            assertThat(gateway.refusal(400, "GET", KEYS + "?after=none", "")).startsWith("invalid_parameter: ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":|400|malformed_json: the body is not valid JSON at line 1, column",
                "[]|400|malformed_json: ",
                "{} {}|400|malformed_json: ",
                "{}|400|invalid_body: body:1:1: 'name' is missing",
                "{\"name\":\"a\",\"expires_att\":1}|400|invalid_body: body:1:13: unknown key 'expires_att'; did you mean 'expires_at'?",
                "{\"name\":\"a\",\"name\":\"b\"}|400|invalid_body: body:1:13: 'name' is given twice",
                "{\"name\":\"a\",\"expires_at\":1}|400|invalid_body: body:1:26: 'expires_at' is not after now",
                "{\"name\":\"a\",\"expires_in_seconds\":-1}|400|invalid_body: body:1:34: 'expires_in_seconds' must be",
                "{\"name\":\"a\",\"expires_in_seconds\":1,\"expires_at\":99999999999}|400|invalid_body: body:1:34: give",
                "{\"name\":\"a\",\"expires_in_seconds\":999999999999}|400|invalid_body: body:1:34: the key would live",
                "{\"name\":{}}|400|invalid_body: body:1:9: 'name' must be",
            })
    void names_what_is_wrong_with_a_body(String body, int status, String answer) throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            assertThat(gateway.refusal(status, "POST", KEYS, body)).startsWith(answer);
            assertThat(gateway.get("audit_logs").get("data").size()).isZero();
        }
    }

    @Test
    void wrong_paths_methods_and_keys_are_told_apart() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            assertThat(gateway.refusal(405, "PUT", KEYS, ""))
                    .isEqualTo("method_not_allowed: /v1/organization/" + KEYS + " takes GET or POST, not PUT");
            assertThat(gateway.refusal(404, "GET", "reservation", "")).contains("'/v1/organization/reservations'");
            assertThat(gateway.refusal(404, "DELETE", KEYS + "/none", "")).startsWith("unknown_api_key: ");
            assertThat(gateway.refusal(
                            409,
                            "DELETE",
                            KEYS + "/" + KeyDigest.of(AdminGateway.KEY).id(),
                            ""))
                    .startsWith("key_configured: ");
            assertThat(gateway.refusal(413, "POST", KEYS, "{\"name\":\"" + "x".repeat(70_000) + "\"}"))
                    .startsWith("body_too_large: ");
            assertThat(gateway.send("GET", "/v1/organization/projects", AdminGateway.KEY, "")
                            .statusCode())
                    .isEqualTo(401);
        }
    }
}
