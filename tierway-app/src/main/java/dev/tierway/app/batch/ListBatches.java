package dev.tierway.app.batch;

import dev.tierway.app.admin.Shown;
import dev.tierway.app.admin.Table;
import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.client.ApiClient;
import dev.tierway.core.config.ConfigFormats;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "The project's batches, the newest first.")
final class ListBatches implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private InferenceOptions gateway = new InferenceOptions();

    @Option(names = "--limit", defaultValue = "20", paramLabel = "N", description = "How many (default 20).")
    private String limit = "";

    ListBatches(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        int most = OptionValues.parse("--limit", limit, ConfigFormats.integer(1, 100));
        ApiClient.Reply page;
        try (BatchApi api = gateway.api(terminal)) {
            page = api.list(most);
        }
        if (gateway.json()) {
            terminal.out().println(page.text());
            return ExitCode.OK;
        }
        Table table = Table.of(
                List.of("batch", "status", "model", "created (UTC)"), List.of("lines", "answered", "failed", "cost"));
        BatchApi.states(page.json()).forEach(it -> table.row(row(it)));
        terminal.out().print(table);
        return ExitCode.OK;
    }

    private static List<String> row(BatchState batch) {
        return List.of(
                batch.id(),
                batch.status(),
                Shown.text(batch.json(), "model"),
                Shown.minute(batch.json().path("created_at")),
                Long.toString(batch.counts().total()),
                Long.toString(batch.counts().completed()),
                Long.toString(batch.counts().failed()),
                batch.cost().orElse(Shown.NOTHING));
    }
}
