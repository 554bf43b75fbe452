package dev.tierway.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and reservations made, shown and ended by commands: a whole gateway over real HTTP. */
class AdminChangesTest {
    @TempDir
    private Path folder;

    private AskedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new AskedGateway(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void a_key_is_shown_once_works_and_is_revoked() throws Exception {
        AskedGateway.Result made =
                gateway.run("keys", "create", "--project", "shop", "--name", "ci", "--expires-in", "90d");

        assertThat(made.exitCode()).isZero();
        String secret = made.out().strip();
        assertThat(made.out()).isEqualTo(secret + "\n").hasSizeGreaterThan(20);
        String id = made.err().split(" ", -1)[1];
        assertThat(made.err())
                .isEqualTo("key " + id + " of project shop: store it now, this is the only time it is shown\n");
        gateway.chat(secret, "default");

        AskedGateway.Result list = gateway.run("keys", "list");
        assertThat(list.out().lines().toList())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("shop     " + id + "  ci    -         active  api "));
        assertThat(list.out() + gateway.run("keys", "list", "--json").out()).doesNotContain(secret);
        assertThat(gateway.run("keys", "list", "--project", "lab").out().lines())
                .hasSize(2);

        assertThat(gateway.run("keys", "revoke", "--project", "shop", id).out())
                .isEqualTo("revoked " + id + ": requests with it are refused now\n");
        assertThat(gateway.answer(secret, "default").statusCode()).isEqualTo(401);
        assertThat(gateway.run("keys", "list", "--project", "shop").out()).contains("revoked");
    }

    @Test
    void a_key_for_nobody_is_refused() {
        AskedGateway.Result wrong = gateway.run("keys", "create", "--project", "shoop", "--name", "ci");

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).isEqualTo("tierway: there is no project 'shoop'; did you mean 'shop'?\n");
        assertThat(gateway.run("keys", "revoke", "--project", "shop", "0123456789ab")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void a_reservation_is_made_resized_and_cancelled() {
        AskedGateway.Result made = gateway.run(
                "reservations",
                "create",
                "night",
                "--model",
                "assistant",
                "--projects",
                "shop,lab",
                "--input-tpm",
                "10k",
                "--output-tpm",
                "1k",
                "--window",
                "22:00-06:00 UTC",
                "--window",
                "sat,sun UTC",
                "--price",
                "$0.40/h per 1k TPM",
                "--spill",
                "priority");
        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .contains("name              night\n")
                .contains("projects          shop, lab\n")
                .contains("input_tpm         10000\n")
                .contains("windows           22:00-06:00 UTC, sat,sun UTC\n");

        assertThat(gateway.run("reservations", "resize", "night", "--input-tpm", "20k")
                        .out())
                .contains("input_tpm         20000\n")
                .contains("output_tpm        1000\n");
        assertThat(gateway.run("reservations", "list").out().lines().toList())
                .hasSize(3)
                .anyMatch(line ->
                        line.matches("peak +assistant +shop, lab +standard +configuration +active +60000 +6000"))
                .anyMatch(line ->
                        line.matches("night +assistant +shop, lab +priority +api +(active|closed) +20000 +1000"));
        assertThat(gateway.run("reservations", "show", "night", "--json").out()).contains("\"version\":2,");

        assertThat(gateway.run("reservations", "cancel", "night").out()).isEqualTo("cancelled night\n");
        assertThat(gateway.run("reservations", "show", "night").exitCode()).isEqualTo(1);
        assertThat(gateway.run("reservations", "figures", "night", "--from", "1h", "--per", "1h")
                        .exitCode())
                .isZero();
        assertThat(gateway.run("audit", "--limit", "3").out().lines().skip(1))
                .satisfiesExactly(
                        newest -> assertThat(newest).contains("reservation.cancelled", "night", "key "),
                        change -> assertThat(change).contains("reservation.updated", "\"input_tpm\":20000"),
                        first -> assertThat(first).contains("reservation.created", "\"input_tpm\":10000"));
    }

    @Test
    void what_is_wrong_with_a_reservation_is_told() {
        AskedGateway.Result wrong =
                gateway.run("reservations", "create", "x", "--model", "nobody", "--projects", "shop");

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err().lines()).singleElement().asString().contains("input_tpm");
        assertThat(gateway.run("reservations", "resize", "peak").err())
                .isEqualTo("tierway: say what to change, like --input-tpm 400k\n");
        assertThat(gateway.run("reservations", "cancel", "peak").err())
                .contains("stands in the gateway's configuration");
    }

    @Test
    void projects_and_budgets_are_listed() throws Exception {
        gateway.chat(AskedGateway.SHOP_KEY, "priority");

        assertThat(gateway.run("projects").out().lines().toList())
                .hasSize(3)
                .anyMatch(line -> line.matches("shop +reserved, priority, standard +standard +\\S+ +1\\.0"));
        List<String> budgets = gateway.run("budgets").out().lines().toList();
        assertThat(budgets).hasSize(2);
        assertThat(budgets.getLast())
                .matches("\\S+ +shop +month +\\d{4}-\\d\\d-01 00:00 +\\$500\\.000000 +\\$0\\.001470 +\\$0\\.000000"
                        + " +\\$499\\.998530 +\\$[0-9.]+");
    }
}
