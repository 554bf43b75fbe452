package dev.tierway.gateway.deferrable;

import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.RateCard;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.DeferrableQuery;
import dev.tierway.storage.ledger.DeferrableSum;
import dev.tierway.storage.ledger.DeferrableSum.Waiting;
import dev.tierway.storage.ledger.Dimension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Works out from the ledger what could have gone to flex or batch, and what that would have saved. Thread-safe.
 *
 * <p>Deferred requests are priced by the version of the price that they were charged by. What they would have cost is
 * rounded once for each group.
 */
public final class DeferrableReport {
    private final Function<DeferrableQuery, List<DeferrableSum>> ledger;
    private final PriceBook prices;

    public DeferrableReport(Function<DeferrableQuery, List<DeferrableSum>> ledger, PriceBook prices) {
        this.ledger = ledger;
        this.prices = prices;
    }

    /**
     * The answer.
     *
     * @param groups the one that would have saved most first
     */
    public record Answer(DeferrableTotals total, List<Group> groups) {}

    /** Requests that are alike in the dimensions grouped by. */
    public record Group(Map<Dimension, String> values, DeferrableTotals totals) {}

    /** The prompt steps of {@code query} are replaced by those at which prices change. */
    public Answer answer(DeferrableQuery query) {
        Map<Map<Dimension, String>, Sums> byGroup = new HashMap<>();
        Sums all = new Sums();
        Map<String, Map<String, RateCard>> cards = new HashMap<>();
        for (DeferrableSum sum : ledger.apply(query.withPromptSteps(promptSteps()))) {
            Optional<BigDecimal> deferred = sum.usage().equals(Usage.NONE)
                    ? Optional.of(BigDecimal.ZERO)
                    : Optional.ofNullable(cards.computeIfAbsent(sum.model(), this::cards)
                                    .get(sum.priceVersion()))
                            .flatMap(card -> deferred(sum, card));
            byGroup.computeIfAbsent(sum.group(), _ -> new Sums()).add(sum, deferred);
            all.add(sum, deferred);
        }
        List<Group> groups = new ArrayList<>();
        byGroup.forEach((values, sums) -> groups.add(new Group(values, sums.totals())));
        groups.sort(Comparator.comparingLong((Group it) -> it.totals().savingNanos())
                .reversed()
                .thenComparing(it -> String.join("\u0000", it.values().values())));
        return new Answer(all.totals(), groups);
    }

    /** Every version of a model's price, by its id. */
    private Map<String, RateCard> cards(String model) {
        Map<String, RateCard> cards = new HashMap<>();
        prices.versions(model).forEach(version -> cards.put(version.id(), RateCard.of(version.price())));
        return cards;
    }

    private static Optional<BigDecimal> deferred(DeferrableSum sum, RateCard card) {
        return tier(sum.waiting())
                .map(tier -> card.step(tier, sum.promptAbove() + 1).rates().dollars(sum.usage()));
    }

    private static Optional<ServiceTier> tier(Waiting waiting) {
        return switch (waiting) {
            case BATCH -> Optional.of(ServiceTier.BATCH);
            case FLEX -> Optional.of(ServiceTier.FLEX);
            case NONE -> Optional.empty();
        };
    }

    /** Prompt lengths above which some model costs something else. */
    private List<Long> promptSteps() {
        return prices.models().stream()
                .flatMap(model -> prices.versions(model).stream())
                .map(PriceVersion::price)
                .flatMap(DeferrableReport::promptSteps)
                .filter(above -> above > 0)
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<Long> promptSteps(ModelPrice price) {
        RateCard card = RateCard.of(price);
        return Stream.of(ServiceTier.FLEX, ServiceTier.BATCH)
                .flatMap(tier -> card.steps(tier).stream())
                .map(RateCard.Step::above);
    }

    /** What is summed up of a group. */
    private static final class Sums {
        private final Map<Waiting, Part> parts = new EnumMap<>(Waiting.class);

        void add(DeferrableSum sum, Optional<BigDecimal> deferred) {
            parts.computeIfAbsent(sum.waiting(), _ -> new Part()).add(sum, deferred);
        }

        DeferrableTotals totals() {
            return new DeferrableTotals(
                    parts.values().stream().mapToLong(it -> it.requests).sum(),
                    parts.values().stream().mapToLong(it -> it.allNanos).sum(),
                    part(Waiting.BATCH),
                    part(Waiting.FLEX));
        }

        private DeferrableTotals.Deferred part(Waiting waiting) {
            Part part = parts.getOrDefault(waiting, new Part());
            return new DeferrableTotals.Deferred(
                    part.requests, part.unpriced, part.usage, part.costNanos, NanoDollars.round(part.deferred));
        }
    }

    private static final class Part {
        private long requests;
        private long unpriced;
        private long allNanos;
        private Usage usage = Usage.NONE;
        private long costNanos;
        private BigDecimal deferred = BigDecimal.ZERO;

        void add(DeferrableSum sum, Optional<BigDecimal> dollars) {
            requests += sum.requests();
            allNanos += sum.costNanos();
            usage = usage.plus(sum.usage());
            if (dollars.isPresent()) {
                costNanos += sum.costNanos();
                deferred = deferred.add(dollars.get());
            } else {
                unpriced += sum.requests();
            }
        }
    }
}
