package dev.tierway.gateway.limit;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /**
     * A limit that each key of a project has for itself, whenever the key was made.
     *
     * @param limit makes the one of a key
     */
    public record PerKey(String project, Set<ServiceTier> tiers, Function<LimitScope, Limit> limit) {
        public PerKey {
            tiers = Set.copyOf(tiers);
        }
    }

    private record KeyLimit(PerKey of, String key) {}

    private final List<Entry> entries;
    private final List<PerKey> perKey;
    private final ConcurrentHashMap<KeyLimit, Limit> ofKeys = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Caller, List<Limit>> byCaller = new ConcurrentHashMap<>();

    public LimitBook(List<Entry> entries) {
        this(entries, List.of());
    }

    public LimitBook(List<Entry> entries, List<PerKey> perKey) {
        this.entries = List.copyOf(entries);
        this.perKey = List.copyOf(perKey);
    }

    /** The limits that are not of single keys, in the order they were given. */
    public List<Entry> entries() {
        return entries;
    }

    /** The limits that the caller's requests draw on. */
    public List<Limit> of(Caller caller) {
        return byCaller.computeIfAbsent(
                caller,
                it -> Stream.concat(
                                entries.stream()
                                        .filter(entry -> entry.tiers().contains(it.tier())
                                                && entry.scope().covers(it))
                                        .map(Entry::limit)
                                        .filter(limit -> !it.ofBatch() || !limit.heldByBatches()),
                                perKey.stream()
                                        .filter(each -> each.tiers().contains(it.tier())
                                                && each.project().equals(it.project()))
                                        .map(each -> ofKey(each, it.key())))
                        .toList());
    }

    private Limit ofKey(PerKey each, String key) {
        return ofKeys.computeIfAbsent(
                new KeyLimit(each, key),
                it -> each.limit().apply(LimitScope.ofProject(each.project()).withKey(key)));
    }
}
