package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.gateway.admin.ChangeFollower;
import dev.tierway.gateway.auth.KeyDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
            JsonNode made = gateway.post(KEYS, "{\"name\":\"checkout\"}");
            secret = made.get("value").asString();
            id = made.get("id").asString();
            assertThat(secret).startsWith("tw-").hasSize(46);
            assertThat(id).isEqualTo(KeyDigest.of(secret).id());
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
    void all_keys_may_be_made_by_administrators() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "shop: {}", "")) {
            String secret = gateway.post(KEYS, "{\"name\":\"a\"}").get("value").asString();

            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_change_that_cannot_be_audited_does_not_happen() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            String secret = gateway.post(KEYS, "{\"name\":\"a\"}").get("value").asString();
            String id = KeyDigest.of(secret).id();
            execute("ALTER TABLE audit RENAME TO audit_elsewhere");

            assertThat(gateway.refusal(500, "POST", KEYS, "{\"name\":\"b\"}")).startsWith("storage_failed: ");
            assertThat(gateway.refusal(500, "DELETE", KEYS + "/" + id, "")).startsWith("storage_failed: ");

            assertThat(gateway.chat(secret, "").statusCode()).isEqualTo(200);
            assertThat(gateway.get(KEYS).get("data").size()).isEqualTo(2);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
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
}
