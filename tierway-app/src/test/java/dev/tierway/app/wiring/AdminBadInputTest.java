package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.gateway.auth.KeyDigest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an administrator can get wrong, sent to a whole gateway: it is named, and nothing changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminBadInputTest {
    private static final String KEYS = "projects/shop/api_keys";

    private AdminGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        gateway = new AdminGateway(folder, "");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":|malformed_json: the body is not valid JSON at line 1, column",
                "[]|malformed_json: ",
                "{} {}|malformed_json: ",
                "{}|invalid_body: body:1:1: 'name' is missing",
                "{\"name\":\"a\",\"expires_att\":1}|invalid_body: body:1:13: unknown key 'expires_att'; did you mean 'expires_at'?",
                "{\"name\":\"a\",\"name\":\"b\"}|invalid_body: body:1:13: 'name' is given twice",
                "{\"name\":\"a\",\"expires_at\":1}|invalid_body: body:1:26: 'expires_at' is not after now",
                "{\"name\":\"a\",\"expires_in_seconds\":-1}|invalid_body: body:1:34: 'expires_in_seconds' must be",
                "{\"name\":\"a\",\"expires_in_seconds\":1,\"expires_at\":99999999999}|invalid_body: body:1:34: give",
                "{\"name\":\"a\",\"expires_in_seconds\":999999999999}|invalid_body: body:1:34: the key would live",
                "{\"name\":{}}|invalid_body: body:1:9: 'name' must be",
            })
    void a_key_s_mistakes_are_told_with_their_position(String body, String answer) throws Exception {
        assertRefused(KEYS, body, answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|invalid_body: body:1:1: 'name' is missing",
                "{\"name\":\"a b\"}|invalid_body: body:1:9: 'name' must be 1 to 64 letters",
                "{\"name\":\"a\",\"input_tpn\":1}|invalid_body: .*unknown key 'input_tpn'; did you mean 'input_tpm'.*",
                "{\"name\":\"a\",\"model\":\"mm\",\"project\":\"shop\",\"input_tpm\":1,\"output_tpm\":1}|invalid_body: body:1:13: unknown model 'mm'; did you mean 'm'",
                "{\"name\":\"a\",\"model\":\"m\",\"project\":\"lab\",\"input_tpm\":1,\"output_tpm\":1}|invalid_body: .*add 'reserved' to its 'allowed_tiers'.*",
                "{\"name\":\"a\",\"model\":\"m\",\"project\":\"shop\",\"input_tpm\":0,\"output_tpm\":1}|invalid_body: .*'input_tpm' must be a whole number above zero.*",
                "{\"name\":\"a\",\"model\":\"m\",\"project\":\"shop\",\"input_tpm\":1,\"output_tpm\":1,\"from\":\"2027-02-02\",\"to\":\"2027-01-01\"}|invalid_body: .*ends.*before it starts.*",
                "{\"name\":\"a\",\"model\":\"m\",\"project\":\"shop\",\"input_tpm\":\"2M\",\"output_tpm\":1}|capacity_exceeded: ",
            })
    void a_reservation_s_mistakes_are_told_in_the_configuration_s_words(String body, String answer) throws Exception {
        assertRefused("reservations", body, answer);
    }

    private void assertRefused(String path, String body, String answer) throws Exception {
        String refusal = gateway.refusal(400, "POST", path, body);
        if (answer.endsWith("*")) {
            assertThat(refusal).matches(answer);
        } else {
            assertThat(refusal).startsWith(answer);
        }
        assertThat(gateway.get("audit_logs").get("data").size()).isZero();
        assertThat(gateway.get("reservations").get("data").size()).isZero();
    }

    @Test
    void wrong_paths_methods_and_keys_are_told_apart() throws Exception {
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
