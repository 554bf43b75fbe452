package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "latency", description = "How fast requests were, whether targets were met, and where the time went.")
final class LatencyCommand implements Callable<Integer> {
    private static final List<String> HEADINGS = List.of(
            "requests",
            "TTFT p50",
            "p95",
            "p99",
            "met",
            "tokens/s",
            "met",
            "queue",
            "network",
            "prefill",
            "decode",
            "most in");

    private final Terminal terminal;
    private final WallClock clock;

    @Mixin
    private LedgerOptions options = new LedgerOptions();

    @Option(
            names = "--per",
            defaultValue = "1d",
            paramLabel = "WIDTH",
            description = "A row for each 1m, 1h or 1d (default).")
    private String per = "";

    LatencyCommand(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        List<AdminClient.Reply> pages = options.pages(terminal, clock.now(), "latency", per);
        if (options.json()) {
            pages.forEach(page -> terminal.out().println(page.text()));
            return 0;
        }
        List<String> texts = new ArrayList<>(options.by());
        texts.addFirst("from (UTC)");
        Table table = Table.of(texts, HEADINGS);
        for (AdminClient.Reply page : pages) {
            for (JsonNode bucket : page.json().path("data")) {
                bucket.path("results").forEach(result -> table.row(row(bucket, result)));
            }
        }
        terminal.out().print(table);
        return 0;
    }

    private List<String> row(JsonNode bucket, JsonNode result) {
        List<String> cells = new ArrayList<>(options.group(result));
        cells.addFirst(Shown.minute(bucket.path("start_time")));
        JsonNode ttft = result.path("ttft");
        JsonNode parts = result.path("parts");
        cells.add(result.path("num_requests").asString(Shown.NOTHING));
        cells.add(Shown.millis(ttft.path("p50_ms")));
        cells.add(Shown.millis(ttft.path("p95_ms")));
        cells.add(Shown.millis(ttft.path("p99_ms")));
        cells.add(Shown.percent(ttft.path("attainment")));
        cells.add(Shown.tenths(result.path("otps").path("mean")));
        cells.add(Shown.percent(result.path("otps").path("attainment")));
        for (String part : List.of("queue", "network", "prefill", "decode")) {
            cells.add(Shown.millis(parts.path(part).path("mean_ms")));
        }
        cells.add(Shown.text(parts, "dominant"));
        return cells;
    }
}
