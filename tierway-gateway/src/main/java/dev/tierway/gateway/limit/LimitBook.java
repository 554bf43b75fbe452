package dev.tierway.gateway.limit;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which limits apply to whom. Thread-safe; the limits in it are not, and belong to one {@link LimitLedger}. */
public final class LimitBook {
    /**
     * A limit and the requests that draw on it: those of {@code scope} that are served in one of {@code tiers}.
     */
    public record Entry(LimitScope scope, Set<ServiceTier> tiers, Limit limit) {
        public Entry {
            tiers = Set.copyOf(tiers);
        }
    }

    private final List<Entry> entries;
    private final ConcurrentHashMap<Caller, List<Limit>> byCaller = new ConcurrentHashMap<>();

    public LimitBook(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The limits that the caller's requests draw on. */
    public List<Limit> of(Caller caller) {
        return byCaller.computeIfAbsent(
                caller,
                it -> entries.stream()
                        .filter(entry -> entry.tiers().contains(it.tier())
                                && entry.scope().covers(it))
                        .map(Entry::limit)
                        .toList());
    }
}
