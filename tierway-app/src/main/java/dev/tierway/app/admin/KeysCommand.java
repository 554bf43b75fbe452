package dev.tierway.app.admin;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.config.PriceFormats;
import dev.tierway.core.config.ConfigFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tierway keys}. */
@Command(name = "keys", description = "Keys that callers use; they count for a project.")
final class KeysCommand {
    private KeysCommand() {}

    /** The command with its commands. */
    static CommandLine line(Terminal terminal) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new ListKeys(terminal))
                .addSubcommand(new Create(terminal))
                .addSubcommand(new Revoke(terminal));
    }

    private static String path(String project) {
        return "projects/" + AdminClient.encoded(project) + "/api_keys";
    }

    @Command(name = "list", description = "List keys, without their secrets.")
    static final class ListKeys implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Option(names = "--project", paramLabel = "NAME", description = "Only of this project.")
        private @Nullable String project;

        ListKeys(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            List<AdminClient.Reply> pages = new ArrayList<>();
            try (AdminClient client = gateway.client(terminal)) {
                for (String each : projects(client)) {
                    pages.addAll(ListRequest.all(client, path(each)));
                }
            }
            return new ListRequest(gateway, terminal)
                    .show(
                            pages,
                            Table.ofTexts(
                                    "project", "id", "name", "use case", "status", "source", "created", "expires"),
                            ListKeys::row);
        }

        private List<String> projects(AdminClient client) {
            if (project != null) {
                return List.of(project);
            }
            List<String> names = new ArrayList<>();
            client.get("projects")
                    .json()
                    .path("data")
                    .forEach(it -> names.add(it.path("id").asString()));
            return names;
        }

        private static List<String> row(JsonNode key) {
            return List.of(
                    Shown.text(key, "project_id"),
                    Shown.text(key, "id"),
                    Shown.text(key, "name"),
                    Shown.text(key, "use_case"),
                    Shown.text(key, "status"),
                    Shown.text(key, "source"),
                    Shown.minute(key.path("created_at")),
                    Shown.minute(key.path("expires_at")));
        }
    }

    @Command(name = "create", description = "Make a key. Its secret is printed once, and nowhere kept.")
    static final class Create implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Option(names = "--project", required = true, paramLabel = "NAME", description = "Whom its requests count for.")
        private String project = "";

        @Option(names = "--name", required = true, paramLabel = "TEXT", description = "What it is for, for people.")
        private String name = "";

        @Option(names = "--use-case", paramLabel = "NAME", description = "The one use case its requests are for.")
        private @Nullable String useCase;

        @Option(
                names = "--expires-in",
                paramLabel = "TIME",
                description = "How long it works, like 90d (default always).")
        private @Nullable String expiresIn;

        @Option(names = "--expires-at", paramLabel = "TIME", description = "Until when it works, like 2027-01-01.")
        private @Nullable String expiresAt;

        Create(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            AdminClient.Reply made;
            try (AdminClient client = gateway.client(terminal)) {
                made = client.post(path(project), wish());
            }
            if (gateway.json()) {
                terminal.out().println(made.text());
            } else {
                terminal.out().println(made.json().path("value").asString());
            }
            terminal.err()
                    .println("key " + made.json().path("id").asString() + " of project " + project
                            + ": store it now, this is the only time it is shown");
            return 0;
        }

        private ObjectNode wish() {
            ObjectNode wish = JsonNodeFactory.instance.objectNode().put("name", name);
            if (useCase != null) {
                wish.put("use_case", useCase);
            }
            if (expiresIn != null) {
                wish.put(
                        "expires_in_seconds",
                        OptionValues.parse("--expires-in", expiresIn, ConfigFormats.DURATION)
                                .toSeconds());
            }
            if (expiresAt != null) {
                wish.put(
                        "expires_at",
                        OptionValues.parse("--expires-at", expiresAt, PriceFormats.MOMENT)
                                .getEpochSecond());
            }
            return wish;
        }
    }

    @Command(name = "revoke", description = "Make a key useless at once, for good.")
    static final class Revoke implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Option(names = "--project", required = true, paramLabel = "NAME", description = "Whose key it is.")
        private String project = "";

        @Parameters(index = "0", paramLabel = "ID", description = "The key's id; see 'tierway keys list'.")
        private String id = "";

        Revoke(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            AdminClient.Reply revoked;
            try (AdminClient client = gateway.client(terminal)) {
                revoked = client.delete(path(project) + "/" + AdminClient.encoded(id));
            }
            terminal.out()
                    .println(gateway.json() ? revoked.text() : "revoked " + id + ": requests with it are refused now");
            return 0;
        }
    }
}
