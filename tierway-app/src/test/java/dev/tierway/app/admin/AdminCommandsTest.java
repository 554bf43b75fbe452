package dev.tierway.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands print is what was sent: a whole gateway over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminCommandsTest {
    private AskedGateway gateway;
    private BigDecimal told = BigDecimal.ZERO;

    @BeforeAll
    void send_some_requests(@TempDir Path folder) throws Exception {
        gateway = new AskedGateway(folder);
        for (String tier : new String[] {"priority", "priority", "default", "default", "default"}) {
            told = told.add(gateway.chat(AskedGateway.SHOP_KEY, tier));
        }
        told = told.add(gateway.chat(AskedGateway.LAB_KEY, "default"));
        told = told.add(gateway.chat(AskedGateway.SHOP_KEY, "reserved"));
        gateway.awaitRequests(7);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void usage_is_what_was_sent() {
        assertThat(gateway.run("usage", "--by", "project,tier")).isEqualTo(new AskedGateway.Result(0, """
                        project  tier        requests  input  cached  written  output
                        lab      standard           1   1000     400        0      50
                        shop     priority           2   2000     800        0     100
                        shop     reserved           1   1000     400        0      50
                        shop     standard           3   3000    1200        0     150
                        total                       7   7000    2800        0     350
                        """, ""));
    }

    @Test
    void costs_add_up_to_what_callers_were_told() {
        assertThat(told).isEqualByComparingTo("0.0063");
        assertThat(gateway.run("costs", "--from", "1d", "--to", "now", "--by", "project")
                        .out())
                .isEqualTo("""
                        project         cost  requests  without price
                        lab        $0.000840         1              0
                        shop       $0.005460         6              0
                        total      $0.006300         7              0
                        """);
        assertThat(gateway.run("costs", "--json").out())
                .contains("\"amount\":{\"value\":" + told.setScale(9).toPlainString() + ",\"currency\":\"usd\"}");
    }

    @Test
    void filters_leave_the_others_out() {
        assertThat(gateway.run("usage", "--tier", "priority,standard", "--project", "shop")
                        .out())
                .isEqualTo("""
                        requests  input  cached  written  output
                               5   5000    2000        0     250
                        """);
        assertThat(gateway.run("usage", "--model", "none").out()).isEqualTo("""
                        requests  input  cached  written  output
                               0      0       0        0       0
                        """);
    }

    @Test
    void days_have_a_row_each() {
        assertThat(gateway.run("costs", "--from", "2d", "--per", "1d").out().lines())
                .first()
                .asString()
                .matches("from \\(UTC\\) +cost  requests  without price");
    }

    @Test
    void pages_are_followed_to_the_end() {
        AskedGateway.Result minutes = gateway.run("usage", "--from", "30h", "--per", "1m", "--json");

        assertThat(minutes.out().lines()).hasSize(2);
        assertThat(gateway.run("usage", "--from", "30h", "--per", "1m").out()).contains("7000");
    }

    @Test
    void a_reservation_tells_who_used_it_and_what_stood_idle() {
        AskedGateway.Result day = gateway.run("reservations", "figures", "peak", "--from", "1h", "--per", "1d");

        assertThat(day.exitCode()).isZero();
        assertThat(day.out())
                .contains("from (UTC)")
                .contains("break-even")
                .containsPattern("shop +1050 +0 +\\$0\\.00")
                .containsPattern("idle +\\$2")
                .containsPattern("a million tokens inside: \\$[0-9.]+, on demand: \\$0\\.800000\n");
        assertThat(gateway.run("reservations", "figures", "peak", "--from", "1h", "--json")
                        .out())
                .startsWith("{\"object\":\"page\",\"reservation\":\"peak\",\"data\":[{\"object\":\"bucket\",")
                .contains("\"on_demand_cost\":{\"value\":0.000840000,\"currency\":\"usd\"}");
    }

    @Test
    void latency_tells_how_fast_requests_were_and_where_the_time_went() {
        AskedGateway.Result day = gateway.run("latency", "--from", "1d", "--by", "model,tier");

        assertThat(day.err()).isEmpty();
        assertThat(day.out().lines())
                .first()
                .asString()
                .matches("from \\(UTC\\) +model +tier +requests +TTFT p50 +p95 +p99 +met +tokens/s +met +queue +network"
                        + " +prefill +decode +most in");
        // Nothing tells when the first token of a whole reply came, so its queue and network are all that is known.
        assertThat(day.out()).containsPattern("assistant +priority +2( +-){6}( +[0-9.]+ms){2}( +-){3}");
        assertThat(gateway.run("latency", "--from", "1d", "--json").out())
                .contains("\"object\":\"organization.latency.result\",\"num_requests\":7");
    }

    @Test
    void use_cases_are_listed() {
        List<String> lines = gateway.run("use-cases").out().lines().toList();

        assertThat(lines.getFirst()).matches("use case +project +model +tier +escalates to +escalated now");
        assertThat(lines.get(1)).matches("checkout +shop +assistant +priority +reserved +0");
    }

    @Test
    void metrics_tell_how_reservations_are_used() throws Exception {
        assertThat(gateway.metrics())
                .contains("tierway_reservation_utilisation{kind=\"input\",pool=\"assistant\",reservation=\"peak\"} ")
                .contains("tierway_reservation_requests_total{outcome=\"admitted\",pool=\"assistant\","
                        + "reservation=\"peak\"} 1.0")
                .contains("tierway_reservation_served_tokens_total{pool=\"assistant\",reservation=\"peak\","
                        + "served=\"inside\"} 1050.0");
    }

    @Test
    void the_admin_key_comes_from_the_environment_or_a_file(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("admin.key"), AskedGateway.ADMIN_KEY + "\n");
        String url = gateway.address().toString();

        assertThat(AskedGateway.run(Map.of(), "usage", "--url", url, "--admin-key", "@" + file)
                        .exitCode())
                .isZero();
        assertThat(AskedGateway.run(
                                Map.of("MY_KEY", AskedGateway.ADMIN_KEY),
                                "usage",
                                "--url",
                                url,
                                "--admin-key",
                                "env:MY_KEY")
                        .exitCode())
                .isZero();
    }

    @Test
    void a_wrong_key_is_one_line_and_exit_code_1() {
        AskedGateway.Result wrong =
                AskedGateway.run(Map.of("TIERWAY_URL", gateway.address().toString()), "costs");

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .isEqualTo("tierway: the gateway at " + gateway.address()
                        + " does not take this admin key; give one that 'admin.keys' of its configuration lists, with"
                        + " --admin-key env:NAME, --admin-key @FILE or TIERWAY_ADMIN_KEY\n");
    }

    @Test
    void a_dead_gateway_is_one_line_and_exit_code_2() throws Exception {
        String url;
        try (ServerSocket free = new ServerSocket(0)) {
            url = "http://127.0.0.1:" + free.getLocalPort();
        }
        AskedGateway.Result dead = AskedGateway.run(Map.of(), "usage", "--url", url);

        assertThat(dead.exitCode()).isEqualTo(2);
        assertThat(dead.err())
                .isEqualTo("tierway: no gateway answers at " + url
                        + "; start one with 'tierway up', or name another with --url\n");
    }

    @Test
    void an_unknown_name_is_one_line_and_exit_code_1() {
        AskedGateway.Result unknown = gateway.run("reservations", "figures", "off peak");

        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).isEqualTo("tierway: there is no reservation 'off peak', and there was none\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usage --by colour | --by cannot be 'colour'",
                "usage --per 2d | --per must be 1m, 1h or 1d",
                "usage --from yesterday | --from must be a day like 2026-11-01",
                "usage --from now --to 1d | --to (",
                "usage --tier gold | --tier must be one of",
                "usage --url nowhere | --url must be like http://127.0.0.1:8080",
                "usage --url http://tierway.example | name the admin key of http://tierway.example",
                "usage --admin-key env:NOT_SET | environment variable NOT_SET is not set",
                "usage --admin-key @not-there | file not-there cannot be read",
                "reservations figures peak --per 5m | must be 1m, 1h, 1d or window",
            })
    void what_is_wrong_is_one_line_and_exit_code_1(String line, String message) {
        boolean gatewayNamed = line.contains("--url") || line.contains("--admin-key");
        AskedGateway.Result wrong =
                gatewayNamed ? AskedGateway.run(Map.of(), line.split(" ", -1)) : gateway.run(line.split(" ", -1));

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err().lines()).singleElement().asString().contains(message);
    }
}
