package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "figures",
        description = "How a reservation was used, what it cost and whom, and what on demand would have cost.")
final class ReservationFigures implements Callable<Integer> {
    private final Terminal terminal;
    private final WallClock clock;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private PeriodOptions period = new PeriodOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The reservation.")
    private String name = "";

    @Option(
            names = "--per",
            defaultValue = "1d",
            paramLabel = "WIDTH",
            description = "A row for each 1m, 1h, 1d (default) or calendar window.")
    private String per = "";

    ReservationFigures(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        AdminClient.Reply reply;
        try (AdminClient client = gateway.client(terminal)) {
            reply = client.get("reservations/" + AdminClient.encoded(name) + "/figures?" + period.query(clock.now())
                    + "&bucket_width=" + AdminClient.encoded(per));
        }
        terminal.out().print(gateway.json() ? reply.text() + "\n" : text(reply.json()));
        return 0;
    }

    private static String text(JsonNode page) {
        JsonNode total = page.path("total");
        if (!total.isObject()) {
            return "it was not active in this time\n";
        }
        Table table = Table.of(
                List.of("from (UTC)", "to"),
                List.of("input", "output", "spilled", "cost", "idle", "on demand", "saved", "break-even"));
        for (JsonNode bucket : page.path("data")) {
            bucket.path("results")
                    .forEach(it -> table.row(
                            row(Shown.minute(bucket.path("start_time")), Shown.minute(bucket.path("end_time")), it)));
        }
        table.row(row("total", "", total));
        Table projects = Table.of(
                List.of("project"), List.of("tokens inside", "tokens spilled", "cost", "on demand", "spill cost"));
        total.path("projects")
                .forEach(it -> projects.row(
                        it.path("project_id").asString(),
                        tokens(it.path("inside")),
                        tokens(it.path("spilled")),
                        Shown.money(it.path("cost")),
                        Shown.money(it.path("on_demand_cost")),
                        Shown.money(it.path("spilled").path("amount"))));
        projects.row("idle", "", "", Shown.money(total.path("idle_cost")), "", "");
        return table + "\n" + projects + "\n" + prices(total);
    }

    private static List<String> row(String from, String to, JsonNode figures) {
        List<String> cells = new ArrayList<>(List.of(from, to));
        cells.add(Shown.percent(figures.path("input_utilisation")));
        cells.add(Shown.percent(figures.path("output_utilisation")));
        cells.add(Shown.percent(figures.path("spill_share")));
        cells.add(Shown.money(figures.path("cost")));
        cells.add(Shown.money(figures.path("idle_cost")));
        cells.add(Shown.money(figures.path("on_demand_cost")));
        cells.add(Shown.money(figures.path("saved")));
        cells.add(Shown.percent(figures.path("break_even_utilisation")));
        return cells;
    }

    private static String tokens(JsonNode served) {
        return Long.toString(served.path("input_tokens").asLong(0)
                + served.path("output_tokens").asLong(0));
    }

    private static String prices(JsonNode total) {
        return "a million tokens inside: " + Shown.money(total.path("cost_per_million_tokens")) + ", on demand: "
                + Shown.money(total.path("on_demand_cost_per_million_tokens")) + "\n";
    }
}
