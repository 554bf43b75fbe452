package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "use-cases", description = "List the use cases, and how many of their callers are escalated now.")
final class UseCasesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    UseCasesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new ListRequest(gateway, terminal)
                .show(
                        "use_cases",
                        Table.of(
                                List.of("use case", "project", "model", "tier", "escalates to"),
                                List.of("escalated now")),
                        UseCasesCommand::row);
    }

    private static List<String> row(JsonNode useCase) {
        JsonNode escalation = useCase.path("escalation");
        return List.of(
                Shown.text(useCase, "name"),
                Shown.text(useCase, "project_id"),
                Shown.text(useCase, "model"),
                Shown.text(useCase, "tier"),
                escalation.isObject() ? Shown.text(escalation, "to") : Shown.NOTHING,
                escalation.path("escalated_callers").asString(Shown.NOTHING));
    }
}
