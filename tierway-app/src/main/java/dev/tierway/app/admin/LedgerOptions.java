package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.NearestName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What a report over the ledger is about, and how it is told apart. */
final class LedgerOptions {
    /** What people write, and the API's name of it. */
    private static final Map<String, String> GROUPS = groups();

    /** Most buckets that one answer of the API holds, by their width. */
    private static final Map<String, Integer> PAGES = Map.of("1m", 1440, "1h", 168, "1d", 180);

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
            description =
                    "Tell apart by project, key, model, tier, tier-requested, use-case, deployment, reservation or"
                            + " outcome; several with commas.")
    private List<String> by = List.of();

    boolean json() {
        return gateway.json();
    }

    /** Headings of the groups. */
    List<String> by() {
        return by;
    }

    /** Every page of the answer of {@code path}. */
    List<AdminClient.Reply> pages(Terminal terminal, Instant now, String path, String width) {
        Integer limit = PAGES.get(width);
        if (limit == null) {
            throw new UsageException("--per must be 1m, 1h or 1d, not '" + width + "'");
        }
        StringBuilder query = new StringBuilder(path)
                .append('?')
                .append(period.query(now))
                .append("&bucket_width=")
                .append(width)
                .append("&limit=")
                .append(limit);
        Stream.concat(by.stream().map(it -> Map.entry("group_by", member(it))), filters.parameters())
                .forEach(it ->
                        query.append('&').append(it.getKey()).append('=').append(AdminClient.encoded(it.getValue())));
        List<AdminClient.Reply> pages = new ArrayList<>();
        try (AdminClient client = gateway.client(terminal)) {
            AdminClient.Reply page = client.get(query.toString());
            pages.add(page);
            while (page.json().path("has_more").asBoolean(false)) {
                page = client.get(
                        query + "&page=" + page.json().path("next_page").asString());
                pages.add(page);
            }
        }
        return pages;
    }

    /** The values by which {@code result} is told apart. */
    List<String> group(JsonNode result) {
        return by.stream()
                .map(it -> it.startsWith("tier")
                        ? Shown.tier(result.path(member(it)).asString(""))
                        : Shown.text(result, member(it)))
                .toList();
    }

    private static String member(String written) {
        String member = GROUPS.get(written);
        if (member == null) {
            throw new UsageException("--by cannot be '" + written + "'; " + NearestName.hint(written, GROUPS.keySet()));
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
