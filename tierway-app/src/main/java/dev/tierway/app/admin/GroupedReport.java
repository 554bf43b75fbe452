package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A command that shows sums over the ledger: in all, or for each stretch of time, told apart as asked. */
abstract class GroupedReport implements Callable<Integer> {
    private final Terminal terminal;
    private final WallClock clock;
    private final String path;

    @Mixin
    private LedgerOptions options = new LedgerOptions();

    @Option(names = "--per", paramLabel = "WIDTH", description = "A row for each 1m, 1h or 1d (default one for all).")
    private @Nullable String per;

    GroupedReport(Terminal terminal, WallClock clock, String path) {
        this.terminal = terminal;
        this.clock = clock;
        this.path = path;
    }

    /** Headings of the numbers. */
    abstract List<String> headings();

    /** The numbers of one result of the API, as many as headings. */
    abstract List<BigDecimal> numbers(JsonNode result);

    /** How the number under a heading is shown. */
    abstract String shown(int column, BigDecimal number);

    /** Where the results of one row were, in time and group. */
    private record Place(long start, List<String> group) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = Long.compare(start, other.start);
            for (int i = 0; order == 0 && i < group.size(); i++) {
                order = group.get(i).compareTo(other.group.get(i));
            }
            return order;
        }
    }

    @Override
    public Integer call() {
        List<AdminClient.Reply> pages = options.pages(terminal, clock.now(), path, per == null ? "1d" : per);
        if (options.json()) {
            pages.forEach(page -> terminal.out().println(page.text()));
            return 0;
        }
        Map<Place, List<BigDecimal>> sums = new TreeMap<>();
        List<BigDecimal> total =
                new ArrayList<>(headings().stream().map(_ -> BigDecimal.ZERO).toList());
        for (AdminClient.Reply page : pages) {
            for (JsonNode bucket : page.json().path("data")) {
                for (JsonNode result : bucket.path("results")) {
                    List<BigDecimal> numbers = numbers(result);
                    sums.merge(place(bucket, result), numbers, GroupedReport::sum);
                    total = sum(total, numbers);
                }
            }
        }
        terminal.out().print(table(sums, total));
        return 0;
    }

    private Place place(JsonNode bucket, JsonNode result) {
        return new Place(per == null ? 0 : bucket.path("start_time").longValue(), options.group(result));
    }

    private Table table(Map<Place, List<BigDecimal>> sums, List<BigDecimal> total) {
        List<String> texts = new ArrayList<>(options.by());
        if (per != null) {
            texts.addFirst("from (UTC)");
        }
        Table table = Table.of(texts, headings());
        sums.forEach((place, numbers) -> {
            List<String> cells = new ArrayList<>(place.group());
            if (per != null) {
                cells.addFirst(Shown.minute(place.start()));
            }
            table.row(with(cells, numbers));
        });
        if (sums.isEmpty() || (!texts.isEmpty() && sums.size() > 1)) {
            List<String> cells = new ArrayList<>(texts.stream().map(_ -> "").toList());
            if (!cells.isEmpty()) {
                cells.set(0, "total");
            }
            table.row(with(cells, total));
        }
        return table;
    }

    private List<String> with(List<String> cells, List<BigDecimal> numbers) {
        List<String> row = new ArrayList<>(cells);
        for (int i = 0; i < numbers.size(); i++) {
            row.add(shown(i, numbers.get(i)));
        }
        return row;
    }

    private static List<BigDecimal> sum(List<BigDecimal> one, List<BigDecimal> other) {
        List<BigDecimal> sum = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            sum.add(one.get(i).add(other.get(i)));
        }
        return sum;
    }
}
