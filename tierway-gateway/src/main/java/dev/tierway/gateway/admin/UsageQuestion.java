package dev.tierway.gateway.admin;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.storage.ledger.BucketWidth;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.ledger.UsageQuery;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a caller of the usage or cost path asks for, in OpenAI's parameters and a few of our own. */
final class UsageQuestion {
    private static final long LATEST_SECOND = 253_370_764_800L;

    /** OpenAI's name of each dimension, and ours where OpenAI has none. */
    static final Map<String, Dimension> GROUPS = groups();

    private static final Map<String, Dimension> FILTERS = Map.of(
            "project_ids", Dimension.PROJECT,
            "api_key_ids", Dimension.KEY,
            "models", Dimension.MODEL,
            "service_tiers", Dimension.TIER_SERVED,
            "use_cases", Dimension.USE_CASE,
            "deployments", Dimension.DEPLOYMENT,
            "reservations", Dimension.RESERVATION);

    /** A width with how many buckets a page has, by default and at most. */
    private record Width(BucketWidth width, int usual, int most) {}

    private static final Map<String, Width> WIDTHS = Map.of(
            "1m", new Width(BucketWidth.MINUTE, 60, 1440),
            "1h", new Width(BucketWidth.HOUR, 24, 168),
            "1d", new Width(BucketWidth.DAY, 7, 180));

    private UsageQuestion() {}

    private static Map<String, Dimension> groups() {
        Map<String, Dimension> groups = new LinkedHashMap<>();
        groups.put("project_id", Dimension.PROJECT);
        groups.put("api_key_id", Dimension.KEY);
        groups.put("model", Dimension.MODEL);
        groups.put("service_tier", Dimension.TIER_SERVED);
        groups.put("service_tier_requested", Dimension.TIER_REQUESTED);
        groups.put("use_case", Dimension.USE_CASE);
        groups.put("deployment", Dimension.DEPLOYMENT);
        groups.put("reservation", Dimension.RESERVATION);
        groups.put("outcome", Dimension.OUTCOME);
        return groups;
    }

    /** Throws a 400 that names the parameter at fault. */
    static UsageQuery parse(@Nullable String query, Instant now) {
        Set<String> known = new TreeSet<>(FILTERS.keySet());
        known.addAll(List.of("start_time", "end_time", "bucket_width", "group_by", "limit", "page", "batch"));
        QueryParameters parameters = QueryParameters.parse(query, known);
        Width width = width(parameters);
        return new UsageQuery(
                batch(parameters, filter(parameters, FILTERS, now)),
                width.width(),
                ZoneOffset.UTC,
                groupBy(parameters),
                (int) parameters.number("limit", 1, width.most()).orElse(width.usual()));
    }

    /** The rows that {@link #range} and the parameters of {@code filters} leave. */
    static LedgerFilter filter(QueryParameters parameters, Map<String, Dimension> filters, Instant now) {
        LedgerFilter filter = LedgerFilter.in(range(parameters, now));
        for (Map.Entry<String, Dimension> it : filters.entrySet()) {
            List<String> accepted = parameters.all(it.getKey());
            if (!accepted.isEmpty()) {
                filter = filter.with(it.getValue(), Set.copyOf(accepted));
            }
        }
        return filter;
    }

    private static Width width(QueryParameters parameters) {
        String text = parameters.one("bucket_width").orElse("1d");
        Width width = WIDTHS.get(text);
        if (width == null) {
            throw QueryParameters.invalid("bucket_width", "'bucket_width' must be 1m, 1h or 1d, not '" + text + "'");
        }
        return width;
    }

    /** From {@code start_time}, or {@code page}, until {@code end_time}, which is just after now by default. */
    static TimeRange range(QueryParameters parameters, Instant now) {
        long start = parameters
                .number("start_time", 86_400, LATEST_SECOND)
                .orElseThrow(() -> QueryParameters.invalid(
                        "start_time", "'start_time' is missing: give the first second, counted since 1970"));
        long end = parameters.number("end_time", 86_400, LATEST_SECOND).orElse(now.getEpochSecond() + 1);
        long from = parameters.number("page", start, LATEST_SECOND).orElse(start);
        if (from >= end) {
            throw QueryParameters.invalid(
                    "start_time", "'start_time' (" + from + ") must be before 'end_time' (" + end + ")");
        }
        return new TimeRange(Instant.ofEpochSecond(from), Instant.ofEpochSecond(end));
    }

    private static List<Dimension> groupBy(QueryParameters parameters) {
        List<Dimension> dimensions = new ArrayList<>();
        for (String name : parameters.all("group_by")) {
            Dimension dimension = GROUPS.get(name);
            if (dimension == null) {
                throw QueryParameters.invalid(
                        "group_by",
                        "'group_by' cannot be '" + name + "': use one or more of "
                                + String.join(", ", GROUPS.keySet()));
            }
            if (!dimensions.contains(dimension)) {
                dimensions.add(dimension);
            }
        }
        return dimensions;
    }

    private static LedgerFilter batch(QueryParameters parameters, LedgerFilter filter) {
        String text = parameters.one("batch").orElse("");
        String batch = ServiceTier.BATCH.wireName();
        return switch (text) {
            case "" -> filter;
            case "true" -> filter.with(Dimension.TIER_SERVED, batch);
            case "false" ->
                filter.with(
                        Dimension.TIER_SERVED,
                        Arrays.stream(ServiceTier.values())
                                .map(ServiceTier::wireName)
                                .filter(name -> !name.equals(batch))
                                .collect(Collectors.toSet()));
            default -> throw QueryParameters.invalid("batch", "'batch' must be true or false, not '" + text + "'");
        };
    }
}
