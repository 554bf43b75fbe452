package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What administrators read of projects, budgets and changes. */
class AdminReadingTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void projects_are_listed_as_configured() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            JsonNode projects = gateway.get("projects").get("data");

            assertThat(projects.findValuesAsString("name")).containsExactly("shop", "lab");
            assertThat(projects.get(0).get("allowed_tiers").toString()).isEqualTo("[\"reserved\",\"standard\"]");
            assertThat(projects.get(0).get("default_tier").asString()).isEqualTo("standard");
            assertThat(projects.get(0).get("budgets").toString()).isEqualTo("[\"shop-monthly\"]");
            assertThat(projects.get(1).get("weight").asDouble()).isEqualTo(2);
        }
    }

    @Test
    void budgets_tell_what_was_spent_and_what_is_left() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            BigDecimal cost = new BigDecimal(gateway.chat(AdminGateway.KEY, "")
                    .headers()
                    .firstValue("x-tierway-cost-usd")
                    .orElseThrow());
            JsonNode budgets = settled(gateway);

            JsonNode nightly = budgets.get(0);
            assertThat(nightly.get("owner").get("project_id").isNull()).isTrue();
            assertThat(nightly.get("period").toString()).isEqualTo("{\"type\":\"rolling\",\"seconds\":86400}");
            assertThat(nightly.get("forecast").isNull()).isTrue();
            assertThat(amount(nightly, "max_request")).isEqualByComparingTo("1");
            JsonNode monthly = budgets.get(1);
            assertThat(monthly.get("name").asString()).isEqualTo("shop-monthly");
            assertThat(monthly.get("owner").get("project_id").asString()).isEqualTo("shop");
            assertThat(monthly.get("period").toString()).isEqualTo("{\"type\":\"month\",\"zone\":\"UTC\"}");
            assertThat(amount(monthly, "spent")).isEqualByComparingTo(cost);
            assertThat(amount(monthly, "left")).isEqualByComparingTo(new BigDecimal("5").subtract(cost));
            assertThat(amount(monthly.get("forecast"), "linear")).isGreaterThanOrEqualTo(cost);
        }
    }

    /** A request is settled after its reply was sent. */
    private static JsonNode settled(AdminGateway gateway) throws Exception {
        Instant until = Instant.now().plus(SOON);
        JsonNode budgets = gateway.get("budgets").get("data");
        while (amount(budgets.get(0), "spent").signum() == 0
                || amount(budgets.get(0), "held").signum() > 0) {
            assertThat(Instant.now()).isBefore(until);
            budgets = gateway.get("budgets").get("data");
        }
        return budgets;
    }

    private static BigDecimal amount(JsonNode object, String name) {
        return object.get(name).get("value").decimalValue();
    }

    @Test
    void changes_are_listed_from_the_newest_and_page_by_page() throws Exception {
        try (AdminGateway gateway = new AdminGateway(folder, "")) {
            JsonNode key = gateway.post("projects/shop/api_keys", "{\"name\":\"a\"}");
            String id = key.get("id").asString();
            gateway.call(200, "DELETE", "projects/shop/api_keys/" + id, "");
            gateway.call(200, "DELETE", "projects/shop/api_keys/" + id, "");
            gateway.post("projects/lab/api_keys", "{\"name\":\"b\"}");

            JsonNode first = gateway.get("audit_logs?limit=2");
            JsonNode second = gateway.get(
                    "audit_logs?limit=2&after=" + first.get("last_id").asString());

            assertThat(types(first)).containsExactly("api_key.created", "api_key.revoked");
            assertThat(first.get("has_more").asBoolean()).isTrue();
            assertThat(types(second)).containsExactly("api_key.created");
            assertThat(second.get("has_more").asBoolean()).isFalse();
            JsonNode revoked = first.get("data").get(1).get("api_key.revoked");
            assertThat(revoked.get("id").asString()).isEqualTo(id);
            assertThat(revoked.get("before").get("revoked_at").isNull()).isTrue();
            assertThat(revoked.get("after").get("revoked_at").asLong()).isPositive();
            assertThat(gateway.refusal(400, "GET", "audit_logs?after=x", "")).startsWith("invalid_parameter: ");
        }
    }

    private static List<String> types(JsonNode page) {
        return page.get("data").findValuesAsString("type").stream()
                .filter(type -> type.startsWith("api_key."))
                .toList();
    }
}
