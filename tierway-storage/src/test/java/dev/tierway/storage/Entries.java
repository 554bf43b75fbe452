package dev.tierway.storage;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Caller;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.LedgerEntry.Hold;
import dev.tierway.storage.ledger.LedgerEntry.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ledger entries to test with. */
public final class Entries {
    public static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

    private static final List<String> PROJECTS = List.of("storefront", "research", "");
    private static final List<String> MODELS = List.of("assistant", "Ärzte-Modell", "small");
    private static final List<ServiceTier> TIERS = List.of(ServiceTier.values());
    private static final List<String> OUTCOMES = List.of("completed", "client_gone", "rate_limit_exceeded");

    private Entries() {}

    /** A request that cost one dollar. */
    public static LedgerEntry entry(String id, Instant endedAt) {
        return entry(id, endedAt, "storefront", new Cost.Priced(1_000_000_000L, "2026-11-01"));
    }

    public static LedgerEntry entry(String id, Instant endedAt, String project, Cost cost) {
        return new LedgerEntry(
                id,
                endedAt,
                new Caller(project, "0123456789ab", "checkout"),
                "assistant",
                "vllm-a",
                ServiceTier.RESERVED,
                ServiceTier.PRIORITY,
                "spilled",
                "completed",
                new Usage(100, 20, 3, 4, 50, 10),
                new Hold(600, 157),
                new Timing(1_000_000, 250_000_000, 4_000_000_000L, 2_000_000),
                cost,
                "tax-season",
                "f00d");
    }

    /** {@code count} entries, a second apart. */
    public static List<LedgerEntry> series(String prefix, Instant start, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry(prefix + i, start.plusSeconds(i)))
                .toList();
    }

    /** An entry like none a test would think of, that ended within {@code span} after {@code start}. */
    public static LedgerEntry any(RandomGenerator random, String id, Instant start, Duration span) {
        long output = random.nextLong(5_000);
        return new LedgerEntry(
                id,
                start.plusNanos(random.nextLong(span.toNanos())),
                new Caller(pick(random, PROJECTS), "key" + random.nextInt(3), random.nextBoolean() ? "" : "checkout"),
                pick(random, MODELS),
                random.nextBoolean() ? "" : "vllm-" + random.nextInt(2),
                tier(random),
                tier(random),
                "granted",
                pick(random, OUTCOMES),
                new Usage(
                        random.nextLong(100_000),
                        random.nextLong(100_000),
                        random.nextLong(10),
                        random.nextLong(10),
                        output,
                        random.nextLong(output + 1)),
                new Hold(random.nextLong(1_000), random.nextLong(1_000)),
                new Timing(nanos(random), nanos(random), nanos(random), nanos(random)),
                random.nextInt(4) == 0
                        ? new Cost.Unpriced("no_price")
                        : new Cost.Priced(random.nextLong(1L << 40), "v" + random.nextInt(2)),
                random.nextBoolean() ? "" : "tax-season",
                "cafe");
    }

    private static long nanos(RandomGenerator random) {
        return random.nextInt(3) == 0 ? Timing.UNKNOWN : random.nextLong(1L << 40);
    }

    private static @Nullable ServiceTier tier(RandomGenerator random) {
        return random.nextInt(6) == 0 ? null : pick(random, TIERS);
    }

    private static <T> T pick(RandomGenerator random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
