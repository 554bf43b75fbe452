package dev.tierway.storage.ledger;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Which entries are meant: those that ended in a range and have, in every dimension named, one of the values given.
 * Immutable.
 */
public record LedgerFilter(TimeRange range, Map<Dimension, Set<String>> values) {
    public LedgerFilter {
        Map<Dimension, Set<String>> copy = new EnumMap<>(Dimension.class);
        values.forEach((dimension, accepted) -> copy.put(dimension, Set.copyOf(accepted)));
        values = Collections.unmodifiableMap(copy);
    }

    public static LedgerFilter in(TimeRange range) {
        return new LedgerFilter(range, Map.of());
    }

    /** This filter, with only {@code accepted} in {@code dimension}. No values accept no entry. */
    public LedgerFilter with(Dimension dimension, Set<String> accepted) {
        Map<Dimension, Set<String>> narrower = new EnumMap<>(Dimension.class);
        narrower.putAll(values);
        narrower.put(dimension, accepted);
        return new LedgerFilter(range, narrower);
    }

    public LedgerFilter with(Dimension dimension, String accepted) {
        return with(dimension, Set.of(accepted));
    }
}
