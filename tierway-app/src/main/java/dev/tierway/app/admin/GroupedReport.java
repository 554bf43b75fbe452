package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.time.WallClock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A command that shows sums over the ledger: in all, or for each stretch of time, told apart as asked. */
abstract class GroupedReport implements Callable<Integer> {
    /** What people write, and the API's name of it. */
    private static final Map<String, String> GROUPS = groups();

    /** Most buckets that one answer of the API holds, by their width. */
    private static final Map<String, Integer> PAGES = Map.of("1m", 1440, "1h", 168, "1d", 180);

    private final Terminal terminal;
    private final WallClock clock;
    private final String path;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private PeriodOptions period = new PeriodOptions();

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "WHAT",
            description = "Tell apart by project, key, model, tier, tier-requested, use-case, deployment, reservation or"
                    + " outcome; several with commas.")
    private List<String> by = List.of();

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
        List<String> members = by.stream().map(GroupedReport::member).toList();
        List<AdminClient.Reply> pages = pages(members);
        if (gateway.json()) {
            pages.forEach(page -> terminal.out().println(page.text()));
            return 0;
        }
        Map<Place, List<BigDecimal>> sums = new TreeMap<>();
        List<BigDecimal> total = new ArrayList<>(headings().stream().map(_ -> BigDecimal.ZERO).toList());
        for (AdminClient.Reply page : pages) {
            for (JsonNode bucket : page.json().path("data")) {
                for (JsonNode result : bucket.path("results")) {
                    List<BigDecimal> numbers = numbers(result);
                    sums.merge(place(bucket, result, members), numbers, GroupedReport::sum);
                    total = sum(total, numbers);
                }
            }
        }
        terminal.out().print(table(sums, total));
        return 0;
    }

    private List<AdminClient.Reply> pages(List<String> members) {
        String width = per == null ? "1d" : per;
        Integer limit = PAGES.get(width);
        if (limit == null) {
            throw new UsageException("--per must be 1m, 1h or 1d, not '" + width + "'");
        }
        StringBuilder query = new StringBuilder(path)
                .append('?')
                .append(period.query(clock.now()))
                .append("&bucket_width=")
                .append(width)
                .append("&limit=")
                .append(limit);
        Stream.concat(members.stream().map(it -> Map.entry("group_by", it)), filters.parameters())
                .forEach(it -> query.append('&')
                        .append(it.getKey())
                        .append('=')
                        .append(AdminClient.encoded(it.getValue())));
        List<AdminClient.Reply> pages = new ArrayList<>();
        try (AdminClient client = gateway.client(terminal)) {
            AdminClient.Reply page = client.get(query.toString());
            pages.add(page);
            while (page.json().path("has_more").asBoolean(false)) {
                page = client.get(query + "&page=" + page.json().path("next_page").asString());
                pages.add(page);
            }
        }
        return pages;
    }

    private Place place(JsonNode bucket, JsonNode result, List<String> members) {
        return new Place(
                per == null ? 0 : bucket.path("start_time").longValue(),
                members.stream()
                        .map(member -> member.startsWith("service_tier")
                                ? Shown.tier(result.path(member).asString(""))
                                : Shown.text(result, member))
                        .toList());
    }

    private Table table(Map<Place, List<BigDecimal>> sums, List<BigDecimal> total) {
        List<String> texts = new ArrayList<>(by);
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
        if (!texts.isEmpty() && sums.size() != 1 || sums.isEmpty()) {
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

    private static String member(String written) {
        String member = GROUPS.get(written);
        if (member == null) {
            throw new UsageException(
                    "--by cannot be '" + written + "'; " + NearestName.hint(written, GROUPS.keySet()));
        }
        return member;
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("project", "project_id");
        groups.put("key", "api_key_id");
        groups.put("model", "model");
        groups.put("tier", "service_tier");
        groups.put("tier-requested", "service_tier_requested");
        groups.put("use-case", "use_case");
        groups.put("deployment", "deployment");
        groups.put("reservation", "reservation");
        groups.put("outcome", "outcome");
        return groups;
    }
}
