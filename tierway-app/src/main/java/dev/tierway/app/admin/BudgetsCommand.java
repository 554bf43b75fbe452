package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "budgets", description = "What is left of each budget now, and where it is heading.")
final class BudgetsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    BudgetsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new ListRequest(gateway, terminal)
                .show(
                        "budgets",
                        Table.of(
                                List.of("budget", "of", "period", "ends (UTC)"),
                                List.of("limit", "spent", "held", "left", "forecast")),
                        BudgetsCommand::row);
    }

    private static List<String> row(JsonNode budget) {
        return List.of(
                Shown.text(budget, "name"),
                owner(budget.path("owner")),
                Shown.text(budget.path("period"), "type"),
                Shown.minute(budget.path("period_end")),
                Shown.money(budget.path("limit")),
                Shown.money(budget.path("spent")),
                Shown.money(budget.path("held")),
                Shown.money(budget.path("left")),
                Shown.money(budget.path("forecast").path("linear")));
    }

    private static String owner(JsonNode owner) {
        String named = Stream.of("project_id", "api_key_id", "use_case")
                .map(member -> owner.path(member).asString(""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" "));
        return named.isEmpty() ? "organisation" : named;
    }
}
