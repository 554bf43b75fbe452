package dev.tierway.app.admin;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.core.config.ConfigFormats;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "audit", description = "Who changed what, the newest first.")
final class AuditCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--limit", defaultValue = "20", paramLabel = "N", description = "How many changes (default 20).")
    private String limit = "";

    AuditCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        int most = OptionValues.parse("--limit", limit, ConfigFormats.integer(1, 100));
        AdminClient.Reply page;
        try (AdminClient client = gateway.client(terminal)) {
            page = client.get("audit_logs?limit=" + most);
        }
        return new ListRequest(gateway, terminal)
                .show(
                        List.of(page),
                        Table.ofTexts("at (UTC)", "what", "name", "by", "before", "after"),
                        AuditCommand::row);
    }

    private static List<String> row(JsonNode entry) {
        String type = entry.path("type").asString("");
        JsonNode change = entry.path(type);
        JsonNode actor = entry.path("actor");
        String by = actor.path("type").asString("").equals("api_key")
                ? "key " + actor.path("api_key").path("id").asString("")
                : actor.path("type").asString("");
        return List.of(
                Shown.minute(entry.path("effective_at")),
                type,
                Shown.text(change, "id"),
                Shown.orNothing(by),
                state(change.path("before")),
                state(change.path("after")));
    }

    private static String state(JsonNode state) {
        return state.isObject() ? state.toString() : Shown.NOTHING;
    }
}
