package dev.tierway.gateway.deferrable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceSheet;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.TierPrice;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.deferrable.DeferrableTotals.Deferred;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.DeferrableQuery;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeferrableReportTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final Instant DEARER = NOON.plusSeconds(600);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BULK = 5;
    private static final List<ServiceTier> TIERS =
            List.of(ServiceTier.PRIORITY, ServiceTier.STANDARD, ServiceTier.FLEX, ServiceTier.BATCH);
    private static final PriceBook PRICES = new PriceBook(Map.of(
            "large",
            List.of(
                    new PriceVersion("large@1", Instant.EPOCH, "", price("1.37", "0.5", "0.25")),
                    new PriceVersion("large@2", DEARER, "", price("3.003", "0.7", "0.1"))),
            "small",
            List.of(new PriceVersion("small@1", Instant.EPOCH, "", price("0.0071", "1", "0.5")))));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void savings_are_those_of_pricing_every_request_by_itself() {
        RandomGenerator random = new SplittableRandom(11);
        List<LedgerEntry> entries = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            entries.add(entry(random, i));
        }
        try (Database database =
                Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("t.db"))))) {
            database.ledger().append(entries);
            DeferrableQuery query = new DeferrableQuery(
                    LedgerFilter.in(TimeRange.ALL), List.of(Dimension.PROJECT), BULK, PATIENCE, List.of());

            DeferrableReport.Answer answer = new DeferrableReport(database.ledger()::deferrable, PRICES).answer(query);

            assertThat(answer.total()).isEqualTo(bruteForce(entries, it -> true));
            assertThat(answer.total().batch().requests()).isGreaterThan(50);
            assertThat(answer.total().flex().requests()).isGreaterThan(50);
            assertThat(answer.total().batch().unpriced()).isPositive();
            assertThat(answer.groups())
                    .hasSize(3)
                    .allSatisfy(group -> assertThat(group.totals())
                            .isEqualTo(bruteForce(
                                    entries,
                                    it -> it.caller()
                                            .project()
                                            .equals(group.values().get(Dimension.PROJECT)))));
            assertThat(answer.groups())
                    .isSortedAccordingTo((one, other) -> Long.compare(
                            other.totals().savingNanos(), one.totals().savingNanos()));
        }
    }

    @Test
    void nothing_saves_nothing() {
        DeferrableReport.Answer answer = new DeferrableReport(_ -> List.of(), PRICES)
                .answer(new DeferrableQuery(LedgerFilter.in(TimeRange.ALL), List.of(), BULK, PATIENCE, List.of()));

        assertThat(answer.groups()).isEmpty();
        assertThat(answer.total().savingNanos()).isZero();
        assertThat(answer.total().share()).isEmpty();
    }

    /** The rule of docs/deferrable.md, request by request. */
    private static DeferrableTotals bruteForce(List<LedgerEntry> all, Predicate<LedgerEntry> asked) {
        List<LedgerEntry> group = all.stream().filter(asked).toList();
        return new DeferrableTotals(
                group.size(),
                group.stream().mapToLong(DeferrableReportTest::nanos).sum(),
                deferred(group.stream().filter(it -> bulk(it, all)).toList(), ServiceTier.BATCH),
                deferred(
                        group.stream()
                                .filter(it -> candidate(it) && !bulk(it, all) && took(it) >= PATIENCE.toNanos())
                                .toList(),
                        ServiceTier.FLEX));
    }

    private static Deferred deferred(List<LedgerEntry> entries, ServiceTier tier) {
        long unpriced = 0;
        long cost = 0;
        Usage usage = Usage.NONE;
        BigDecimal dollars = BigDecimal.ZERO;
        for (LedgerEntry it : entries) {
            usage = usage.plus(it.usage());
            if (it.cost() instanceof LedgerEntry.Cost.Priced priced) {
                cost += priced.nanos();
                Instant ofUse = priced.priceVersion().endsWith("2") ? DEARER : NOON;
                Charge charge = PRICES.charge(it.model(), tier, it.usage(), ofUse, false);
                for (Charge.Line line : ((Charge.Priced) charge).lines()) {
                    dollars = dollars.add(line.dollars());
                }
            } else {
                unpriced++;
            }
        }
        return new Deferred(entries.size(), unpriced, usage, cost, NanoDollars.round(dollars));
    }

    private static boolean candidate(LedgerEntry entry) {
        return entry.outcome().equals("completed")
                && (entry.servedTier() == ServiceTier.STANDARD || entry.servedTier() == ServiceTier.PRIORITY);
    }

    private static boolean bulk(LedgerEntry entry, List<LedgerEntry> all) {
        return candidate(entry)
                && all.stream()
                                .filter(it -> candidate(it)
                                        && it.caller()
                                                .keyId()
                                                .equals(entry.caller().keyId())
                                        && it.model().equals(entry.model())
                                        && sentMinute(it) == sentMinute(entry))
                                .count()
                        >= BULK;
    }

    private static long took(LedgerEntry entry) {
        return entry.timing().ttftNanos() + entry.timing().decodeNanos();
    }

    private static long sentMinute(LedgerEntry entry) {
        return entry.endedAt().minusNanos(took(entry)).getEpochSecond() / 60;
    }

    private static long nanos(LedgerEntry entry) {
        return entry.cost() instanceof LedgerEntry.Cost.Priced priced ? priced.nanos() : 0;
    }

    private static LedgerEntry entry(RandomGenerator random, int number) {
        String model = random.nextInt(3) == 0 ? "small" : "large";
        ServiceTier tier = TIERS.get(random.nextInt(TIERS.size()));
        Usage usage = new Usage(
                1 + random.nextLong(150_000), random.nextLong(90_000), random.nextLong(9), random.nextLong(9), 77, 7);
        Instant ended = NOON.plusSeconds(random.nextInt(3_600));
        LedgerEntry.Timing timing =
                new LedgerEntry.Timing(0, random.nextInt(20) * 1_000_000_000L, random.nextInt(20) * 1_000_000_000L, 0);
        Charge charge = PRICES.charge(model, tier, usage, ended, false);
        return new LedgerEntry(
                "r" + number,
                ended,
                new LedgerEntry.Caller("p" + random.nextInt(3), "k" + random.nextInt(3), ""),
                model,
                "d",
                tier,
                tier,
                "granted",
                random.nextInt(10) == 0 ? "client_gone" : "completed",
                usage,
                LedgerEntry.Hold.NONE,
                timing,
                random.nextInt(15) == 0
                        ? new LedgerEntry.Cost.Unpriced("no_price")
                        : switch (charge) {
                            case Charge.Priced it -> new LedgerEntry.Cost.Priced(it.nanos(), it.version());
                            case Charge.Unpriced it -> throw new AssertionError(it.message());
                        },
                "",
                "cafe");
    }

    private static ModelPrice price(String input, String flex, String batch) {
        PriceSheet sheet = new PriceSheet(
                Map.of(
                        TokenKind.INPUT, Price.PerToken.ofMillion(new BigDecimal(input)),
                        TokenKind.OUTPUT, Price.PerToken.ofMillion(new BigDecimal("4.0007")),
                        TokenKind.CACHE_READ, new Price.OfInput(new BigDecimal("0.1")),
                        TokenKind.CACHE_WRITE_5M, new Price.OfInput(new BigDecimal("1.25")),
                        TokenKind.CACHE_WRITE_1H, new Price.OfInput(new BigDecimal("2"))),
                new TreeMap<>(
                        Map.of(128_000L, Map.of(TokenKind.INPUT, Price.PerToken.ofMillion(new BigDecimal("2.9"))))));
        return new ModelPrice(
                sheet,
                Map.of(
                        ServiceTier.PRIORITY, new TierPrice.Times(new BigDecimal("1.75")),
                        ServiceTier.FLEX, new TierPrice.Times(new BigDecimal(flex)),
                        ServiceTier.BATCH, new TierPrice.Times(new BigDecimal(batch))));
    }
}
