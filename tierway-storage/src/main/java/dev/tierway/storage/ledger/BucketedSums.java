package dev.tierway.storage.ledger;

import dev.tierway.core.failure.Failure;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/** Answers one {@link UsageQuery} with one statement, and lays what comes out in buckets. */
final class BucketedSums<T> {
    /** What is summed up in every group. */
    interface Sums<T> {
        /**
         * A statement that has the columns {@code bucket}, those of the dimensions grouped by, and its own, grouped by
         * the former; without an order.
         *
         * @param bucket the expression for an entry's bucket
         * @param dimensions columns grouped by, each after a comma
         * @param where the condition for entries
         */
        String statement(String bucket, String dimensions, String where);

        /** Gives the statement's own parameters their values. */
        void bind(Query query);

        T totals(ResultSet row) throws SQLException;
    }

    record Page<T>(List<Bucket<T>> buckets, Optional<Instant> next) {}

    record Bucket<T>(Instant start, Instant end, List<Group<T>> groups) {}

    record Group<T>(Map<Dimension, String> values, T totals) {
        String value(Dimension dimension) {
            return values.getOrDefault(dimension, "");
        }
    }

    private final UsageQuery query;
    private final int maxGroups;
    private final Sums<T> sums;
    private final Buckets buckets;
    private final long firstKey;
    private final long lastKey;

    /** A group and the key of its bucket. */
    private record Found<T>(long key, Group<T> group) {}

    /** @param maxGroups on one page at most, over all its buckets */
    BucketedSums(UsageQuery query, int maxGroups, Sums<T> sums) {
        this.query = query;
        this.maxGroups = maxGroups;
        this.sums = sums;
        this.buckets = new Buckets(query.width(), query.zone(), query.filter().range());
        this.firstKey = buckets.firstKey();
        this.lastKey = Math.min(buckets.lastKey(), firstKey + query.limit() - 1);
    }

    Page<T> read(Transactions transactions) {
        LedgerStore.Where where = new LedgerStore.Where(covered(), transactions.dialect());
        String statement = statement(where);
        List<Found<T>> found = transactions.read(handle -> {
            Query select = where.bindTo(handle.createQuery(statement));
            sums.bind(select);
            return select.map((row, _) -> found(row)).list();
        });
        long last = lastKey;
        if (found.size() > maxGroups) {
            last = found.getLast().key() - 1;
            if (last < firstKey) {
                throw Failure.invalid(
                                "group_by",
                                "too_many_groups",
                                "one " + query.width() + " has more than " + maxGroups
                                        + " groups; group by fewer dimensions, filter, or ask for shorter buckets")
                        .toException();
            }
        }
        return page(found, last);
    }

    private String statement(LedgerStore.Where where) {
        String dimensions =
                query.groupBy().stream().map(it -> ", " + it.column()).collect(Collectors.joining());
        String bucket = buckets.keyExpression(where.filter().range().to());
        return sums.statement(bucket, dimensions, where.sql()) + " ORDER BY bucket LIMIT " + (maxGroups + 1);
    }

    /** The filter, cut to the buckets of this page. */
    private LedgerFilter covered() {
        LedgerFilter asked = query.filter();
        Instant end = buckets.start(lastKey + 1);
        Instant to = end.isBefore(asked.range().to()) ? end : asked.range().to();
        return new LedgerFilter(new TimeRange(asked.range().from(), to), asked.values());
    }

    private Page<T> page(List<Found<T>> found, long last) {
        Map<Long, List<Group<T>>> byKey = new HashMap<>();
        for (Found<T> it : found) {
            byKey.computeIfAbsent(it.key(), _ -> new ArrayList<>()).add(it.group());
        }
        List<Bucket<T>> page = new ArrayList<>();
        for (long key = firstKey; key <= last; key++) {
            List<Group<T>> groups = byKey.getOrDefault(key, List.of());
            page.add(new Bucket<>(buckets.start(key), buckets.start(key + 1), ordered(groups)));
        }
        boolean more = last < buckets.lastKey();
        return new Page<>(List.copyOf(page), more ? Optional.of(buckets.start(last + 1)) : Optional.empty());
    }

    /** Databases disagree on the order of texts. */
    private List<Group<T>> ordered(List<Group<T>> groups) {
        return groups.stream().sorted(this::compare).toList();
    }

    private int compare(Group<T> one, Group<T> other) {
        for (Dimension dimension : query.groupBy()) {
            int order = one.value(dimension).compareTo(other.value(dimension));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private Found<T> found(ResultSet row) throws SQLException {
        Map<Dimension, String> values = new EnumMap<>(Dimension.class);
        for (Dimension dimension : query.groupBy()) {
            values.put(dimension, row.getString(dimension.column()));
        }
        return new Found<>(row.getLong("bucket"), new Group<>(Collections.unmodifiableMap(values), sums.totals(row)));
    }
}
