package dev.tierway.app.admin;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.time.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "deferrable",
        description = "How much of the traffic could have gone to flex or batch, and what that would have saved.")
final class DeferrableCommand implements Callable<Integer> {
    private static final Map<String, String> GROUPS = groups();
    private static final List<String> HEADINGS =
            List.of("requests", "cost", "could be batch", "could be flex", "saving", "share");

    private final Terminal terminal;
    private final WallClock clock;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private PeriodOptions period = new PeriodOptions();

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "WHAT",
            description = "Tell apart by project, use-case, key or model; several with commas (default project,model).")
    private List<String> by = List.of("project", "model");

    @Option(
            names = "--bulk",
            defaultValue = "20",
            paramLabel = "N",
            description = "So many requests of one key for one model in a minute could be a batch (default 20).")
    private String bulk = "";

    @Option(
            names = "--patience",
            defaultValue = "30s",
            paramLabel = "TIME",
            description = "A request whose caller waited so long could be flex (default 30s).")
    private String patience = "";

    DeferrableCommand(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("project", "project_id");
        groups.put("use-case", "use_case");
        groups.put("key", "api_key_id");
        groups.put("model", "model");
        return groups;
    }

    @Override
    public Integer call() {
        Duration waited = OptionValues.parse("--patience", patience, ConfigFormats.DURATION);
        StringBuilder path = new StringBuilder("deferrable?")
                .append(period.query(clock.now()))
                .append("&bulk_requests=")
                .append(OptionValues.parse("--bulk", bulk, ConfigFormats.integer(1, Integer.MAX_VALUE)))
                .append("&patience_seconds=")
                .append(waited.toSeconds());
        by.forEach(it -> path.append("&group_by=").append(member(it)));
        AdminClient.Reply reply;
        try (AdminClient client = gateway.client(terminal)) {
            reply = client.get(path.toString());
        }
        if (gateway.json()) {
            terminal.out().println(reply.text());
            return 0;
        }
        Table table = Table.of(by, HEADINGS);
        reply.json().path("data").forEach(it -> table.row(row(it)));
        List<String> total = new ArrayList<>(by.stream().map(_ -> "").toList());
        total.set(0, "total");
        total.addAll(numbers(reply.json().path("total")));
        terminal.out().print(table.row(total));
        return 0;
    }

    private List<String> row(JsonNode result) {
        List<String> cells = new ArrayList<>(
                by.stream().map(it -> Shown.text(result, member(it))).toList());
        cells.addAll(numbers(result));
        return cells;
    }

    private static List<String> numbers(JsonNode totals) {
        return List.of(
                totals.path("num_requests").asString(Shown.NOTHING),
                Shown.money(totals.path("cost")),
                totals.path("batch").path("num_requests").asString(Shown.NOTHING),
                totals.path("flex").path("num_requests").asString(Shown.NOTHING),
                Shown.money(totals.path("saving")),
                Shown.percent(totals.path("saving_share")));
    }

    private static String member(String written) {
        String member = GROUPS.get(written);
        if (member == null) {
            throw new UsageException("--by cannot be '" + written + "'; " + NearestName.hint(written, GROUPS.keySet()));
        }
        return member;
    }
}
