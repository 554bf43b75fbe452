package dev.tierway.app.admin;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.core.config.ConfigFormats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "webhooks", description = "What webhooks were told, and telling them again.")
final class WebhooksCommand {
    private static final String PATH = "webhook_events";

    private WebhooksCommand() {}

    /** The command with what it can do. */
    static CommandLine line(Terminal terminal) {
        return new CommandLine(new WebhooksCommand())
                .addSubcommand(new ListEvents(terminal))
                .addSubcommand(new Show(terminal))
                .addSubcommand(new Replay(terminal));
    }

    private static Table deliveries() {
        return Table.ofTexts("webhook", "status", "attempts", "last (UTC)", "result", "next (UTC)");
    }

    private static List<String> delivery(JsonNode delivery) {
        return List.of(
                Shown.text(delivery, "webhook"),
                Shown.text(delivery, "status"),
                Integer.toString(delivery.path("attempts").asInt()),
                Shown.minute(delivery.path("last_attempt_at")),
                Shown.text(delivery, "last_result"),
                Shown.minute(delivery.path("next_attempt_at")));
    }

    @Command(name = "list", description = "Events, the newest first, and how far each webhook was told.")
    static final class ListEvents implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Option(names = "--limit", defaultValue = "20", paramLabel = "N", description = "How many (default 20).")
        private String limit = "";

        @Option(names = "--type", paramLabel = "TYPE", description = "Only of this type, like batch.completed.")
        private @Nullable String type;

        @Option(names = "--project", paramLabel = "NAME", description = "Only of this project.")
        private @Nullable String project;

        @Option(names = "--object", paramLabel = "ID", description = "Only of this object, like a batch.")
        private @Nullable String object;

        @Option(
                names = "--delivery",
                paramLabel = "STATUS",
                description = "Only with a delivery that is waiting, delivered or failed.")
        private @Nullable String delivery;

        ListEvents(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            int most = OptionValues.parse("--limit", limit, ConfigFormats.integer(1, 100));
            Map<String, @Nullable String> filters = new LinkedHashMap<>();
            filters.put("type", type);
            filters.put("project_id", project);
            filters.put("object_id", object);
            filters.put("delivery", delivery);
            StringBuilder path = new StringBuilder(PATH + "?limit=" + most);
            filters.forEach((name, value) -> {
                if (value != null) {
                    path.append('&').append(name).append('=').append(AdminClient.encoded(value));
                }
            });
            AdminClient.Reply page;
            try (AdminClient client = gateway.client(terminal)) {
                page = client.get(path.toString());
            }
            return new ListRequest(gateway, terminal)
                    .show(
                            List.of(page),
                            Table.ofTexts("at (UTC)", "event", "type", "project", "object", "told"),
                            ListEvents::row);
        }

        private static List<String> row(JsonNode event) {
            String told = event.path("deliveries")
                    .valueStream()
                    .map(it -> it.path("webhook").asString("") + " "
                            + it.path("status").asString(""))
                    .collect(Collectors.joining(", "));
            return List.of(
                    Shown.minute(event.path("created_at")),
                    Shown.text(event, "id"),
                    Shown.text(event, "type"),
                    Shown.text(event, "project_id"),
                    Shown.text(event, "object_id"),
                    Shown.orNothing(told));
        }
    }

    @Command(name = "show", description = "One event, and what came of telling it to each webhook.")
    static final class Show implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Parameters(index = "0", paramLabel = "EVENT", description = "Its id; see 'tierway webhooks list'.")
        private String id = "";

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            AdminClient.Reply event;
            try (AdminClient client = gateway.client(terminal)) {
                event = client.get(PATH + "/" + AdminClient.encoded(id));
            }
            if (gateway.json()) {
                terminal.out().println(event.text());
                return 0;
            }
            JsonNode json = event.json();
            terminal.out()
                    .println(Shown.text(json, "type") + " of " + Shown.text(json, "object_id") + ", project "
                            + Shown.text(json, "project_id") + ", at " + Shown.minute(json.path("created_at"))
                            + " UTC");
            Table table = deliveries();
            json.path("deliveries").forEach(it -> table.row(delivery(it)));
            terminal.out().print(table);
            return 0;
        }
    }

    @Command(name = "replay", description = "Tell an event again, to all webhooks that want it or to one.")
    static final class Replay implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Parameters(index = "0", paramLabel = "EVENT", description = "Its id; see 'tierway webhooks list'.")
        private String id = "";

        @Option(
                names = "--webhook",
                paramLabel = "NAME",
                description = "Only this webhook, whether it wants it or not.")
        private @Nullable String webhook;

        Replay(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (webhook != null) {
                body.put("webhook", webhook);
            }
            AdminClient.Reply event;
            try (AdminClient client = gateway.client(terminal)) {
                event = client.post(PATH + "/" + AdminClient.encoded(id) + "/replay", body);
            }
            if (gateway.json()) {
                terminal.out().println(event.text());
                return 0;
            }
            String told = event.json()
                    .path("deliveries")
                    .valueStream()
                    .filter(it -> it.path("status").asString("").equals("waiting"))
                    .map(it -> it.path("webhook").asString(""))
                    .collect(Collectors.joining(", "));
            terminal.out().println(id + " is told again to " + Shown.orNothing(told));
            return 0;
        }
    }
}
