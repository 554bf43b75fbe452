package dev.tierway.evals.simulate;

import dev.tierway.evals.network.Shop;
import dev.tierway.evals.network.ToolCall;
import java.util.List;
import java.util.Optional;

/** Scenarios of the shop. */
final class Scenarios {
    private Scenarios() {}

    static Scenario upgrade() {
        return scenario("upgrade", "upgrade_plan", "Upgrade to plan B", Shop.call("change_plan", "{\"plan\": \"B\"}"));
    }

    static Scenario refund() {
        return scenario(
                "refund-23",
                "refund",
                "Get a refund of $23 for the order W1",
                Shop.call("refund_order", "{\"order_id\": \"W1\", \"amount\": 23}"));
    }

    static Scenario scenario(String id, String intent, String objective, ToolCall... actions) {
        return new Scenario(
                id,
                intent,
                "",
                objective,
                List.of(new Fact("name", "Ann Miller")),
                List.of(new Fact("account_number", "85731890")),
                List.of("pin"),
                new Scenario.Expected(Optional.empty(), Optional.empty(), List.of(actions), List.of()),
                true);
    }
}
