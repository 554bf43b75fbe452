package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.gateway.admin.ChangeFollower;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Reservations that administrators make, on whole gateways. */
class AdminReservationsTest {
    private static final String NIGHT =
            "{\"name\":\"night\",\"model\":\"m\",\"project\":\"shop\",\"input_tpm\":\"10k\","
                    + "\"output_tpm\":1000,\"spill\":\"reject\"}";

    @TempDir
    private Path folder = Path.of("");

    private static String served(AdminGateway gateway) throws Exception {
        HttpResponse<String> reply = gateway.chat(AdminGateway.KEY, ",\"service_tier\":\"reserved\"");
        return reply.headers().firstValue("x-tierway-tier-served").orElse("status " + reply.statusCode());
    }

    @Test
    void one_that_is_made_serves_at_once_over_a_restart_and_until_it_is_cancelled() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            assertThat(served(gateway)).isEqualTo("status 400");

            JsonNode made = gateway.post("reservations", NIGHT);

            assertThat(made.get("version").asInt()).isEqualTo(1);
            assertThat(made.get("active").asBoolean()).isTrue();
            assertThat(made.get("input_tpm").asInt()).isEqualTo(10_000);
            assertThat(served(gateway)).isEqualTo("reserved");
        }
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            assertThat(served(gateway)).isEqualTo("reserved");

            gateway.call(200, "DELETE", "reservations/night?version=1", "");

            assertThat(served(gateway)).isEqualTo("status 400");
            assertThat(gateway.refusal(404, "GET", "reservations/night", "")).startsWith("unknown_reservation: ");
            assertThat(gateway.post("reservations", NIGHT).get("version").asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    void members_that_are_given_replace_those_there_are() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            gateway.post("reservations", NIGHT);

            JsonNode resized = gateway.post(
                    "reservations/night",
                    "{\"version\":1,\"input_tpm\":\"20k\",\"project\":\"shop\",\"windows\":[\"22:00-06:00 UTC\"],"
                            + "\"price\":\"$0.40/h per 1k TPM\",\"spill\":null}");

            assertThat(resized.get("version").asInt()).isEqualTo(2);
            assertThat(resized.get("input_tpm").asInt()).isEqualTo(20_000);
            assertThat(resized.get("output_tpm").asInt()).isEqualTo(1_000);
            assertThat(resized.get("windows").get(0).asString()).isEqualTo("22:00-06:00 UTC");
            assertThat(resized.get("spill").asString()).isEqualTo("standard");
            assertThat(gateway.post("reservations/night", "{\"windows\":null}").has("windows"))
                    .isFalse();
        }
    }

    @Test
    void a_change_that_changes_nothing_makes_no_version_and_no_entry() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            gateway.post("reservations", NIGHT);

            JsonNode same = gateway.post("reservations/night", "{\"input_tpm\":10000}");

            assertThat(same.get("version").asInt()).isEqualTo(1);
            assertThat(gateway.get("audit_logs").get("data").size()).isEqualTo(1);
        }
    }

    @Test
    void who_read_an_older_version_changes_nothing() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            gateway.post("reservations", NIGHT);
            gateway.post("reservations/night", "{\"version\":1,\"input_tpm\":\"20k\"}");

            assertThat(gateway.refusal(409, "POST", "reservations/night", "{\"version\":1,\"input_tpm\":\"30k\"}"))
                    .isEqualTo(
                            "reservation_changed: reservation 'night' is at version 2, not 1; read it again and repeat"
                                    + " the change");
            assertThat(gateway.refusal(409, "DELETE", "reservations/night?version=1", ""))
                    .startsWith("reservation_changed: ");
            assertThat(gateway.refusal(409, "POST", "reservations", NIGHT)).startsWith("reservation_exists: ");
            assertThat(gateway.get("reservations/night").get("input_tpm").asInt())
                    .isEqualTo(20_000);
        }
    }

    @Test
    void of_changes_of_one_version_made_at_once_one_wins() throws Exception {
        try (AdminGateway one = new AdminGateway(folder, "");
                AdminGateway other = new AdminGateway(folder, "");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            one.post("reservations", NIGHT);
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                AdminGateway asked = i % 2 == 0 ? one : other;
                String body = "{\"version\":1,\"input_tpm\":" + (20_000 + i) + "}";
                statuses.add(threads.submit(
                        () -> asked.send("POST", "/v1/organization/reservations/night", AdminGateway.ADMIN_KEY, body)
                                .statusCode()));
            }
            int won = 0;
            for (Future<Integer> status : statuses) {
                won += status.get() == 200 ? 1 : 0;
                assertThat(status.get()).isIn(200, 409);
            }
            assertThat(won).isEqualTo(1);
            assertThat(one.get("reservations/night").get("version").asInt()).isEqualTo(2);
            assertThat(one.get("audit_logs").get("data").size()).isEqualTo(2);
        }
    }

    @Test
    void a_configured_one_is_listed_and_changed_in_the_configuration() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, AdminGateway.PEAK)) {
            JsonNode peak = gateway.get("reservations").get("data").get(0);

            assertThat(peak.get("source").asString()).isEqualTo("configuration");
            assertThat(peak.get("from").asString()).isEqualTo("2027-01-15");
            assertThat(peak.get("to").asString()).isEqualTo("2027-04-20");
            assertThat(peak.get("zone").asString()).isEqualTo("America/New_York");
            assertThat(peak.get("price").asString()).isEqualTo("$0.40/h per 1k TPM");
            for (String method : new String[] {"POST", "DELETE"}) {
                assertThat(gateway.refusal(409, method, "reservations/peak", method.equals("POST") ? "{}" : ""))
                        .startsWith("reservation_configured: ")
                        .contains("change it there");
            }
            assertThat(gateway.refusal(409, "POST", "reservations", NIGHT.replace("night", "peak")))
                    .startsWith("reservation_configured: ");
        }
    }

    @Test
    void what_the_configuration_changes_between_two_starts_is_in_the_audit_log() throws Exception {
        new AdminGateway(folder, AdminGateway.PEAK).close();
        new AdminGateway(folder, AdminGateway.PEAK).close();
        new AdminGateway(folder, AdminGateway.PEAK.replace("100k", "200k")).close();
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            JsonNode entries = gateway.get("audit_logs").get("data");

            assertThat(entries.findValuesAsString("type"))
                    .filteredOn(type -> type.startsWith("reservation."))
                    .containsExactly("reservation.removed", "reservation.updated", "reservation.created");
            JsonNode change = entries.get(1).get("reservation.updated");
            assertThat(entries.get(1).get("actor").toString()).isEqualTo("{\"type\":\"configuration\"}");
            assertThat(change.get("before").get("input_tpm").asInt()).isEqualTo(100_000);
            assertThat(change.get("after").get("input_tpm").asInt()).isEqualTo(200_000);
        }
    }

    @Test
    void a_configured_one_takes_the_name_and_gives_it_back() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            gateway.post("reservations", NIGHT.replace("night", "peak"));
        }
        try (AdminGateway gateway = new AdminGateway(folder, AdminGateway.PEAK)) {
            JsonNode list = gateway.get("reservations").get("data");
            assertThat(list.size()).isEqualTo(1);
            assertThat(list.get(0).get("source").asString()).isEqualTo("configuration");
        }
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            assertThat(gateway.get("reservations/peak").get("source").asString())
                    .isEqualTo("api");
        }
    }

    @Test
    void one_that_no_longer_fits_is_listed_with_its_problem() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            gateway.post("reservations", NIGHT.replace("\"10k\"", "\"950k\""));
            gateway.post("reservations", NIGHT.replace("night", "small"));
        }
        String always = "reservations:\n  peak: {model: m, project: shop, input_tpm: 100k, output_tpm: 10k}\n";
        try (AdminGateway gateway = new AdminGateway(folder, always)) {
            JsonNode night = gateway.get("reservations/night");
            assertThat(night.get("active").asBoolean()).isFalse();
            assertThat(night.get("problem").asString()).contains("serves 1000000 and 100000");
            assertThat(gateway.get("reservations/small").get("problem").isNull())
                    .isTrue();

            gateway.post("reservations/night", "{\"input_tpm\":\"10k\"}");

            assertThat(gateway.get("reservations/night").get("problem").isNull())
                    .isTrue();
        }
        try (AdminGateway gateway =
                new AdminGateway(folder, "desk: {keys: [" + AdminGateway.KEY + "], allowed_tiers: [reserved]}", "")) {
            assertThat(gateway.get("reservations/night").get("problem").asString())
                    .contains("unknown project 'shop'");
        }
    }

    @Test
    void other_gateways_on_the_same_database_follow() throws Exception {
        try (AdminGateway one = new AdminGateway(folder, "");
                AdminGateway other = new AdminGateway(folder, "")) {
            one.post("reservations", NIGHT);
            awaitServed(other, "reserved");

            one.call(200, "DELETE", "reservations/night", "");

            awaitServed(other, "status 400");
        }
    }

    private static void awaitServed(AdminGateway gateway, String outcome) throws Exception {
        Instant until = Instant.now().plus(ChangeFollower.EVERY.multipliedBy(5));
        while (!served(gateway).equals(outcome)) {
            assertThat(Instant.now()).isBefore(until);
        }
    }
}
