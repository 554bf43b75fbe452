package dev.tierway.core.pricing;

import dev.tierway.core.tier.ServiceTier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A model's price worked out for every tier and context step, so that a request only looks it up. Immutable. */
public final class RateCard {
    /** Rates of the prompts above {@code above} tokens, up to the next step. */
    public record Step(long above, Rates rates) {}

    private final Map<ServiceTier, List<Step>> steps = new EnumMap<>(ServiceTier.class);

    private RateCard(ModelPrice price) {
        NavigableSet<Long> thresholds = thresholds(price);
        List<Step> standard = overlaid(thresholds, List.of(price.standard()));
        steps.put(ServiceTier.STANDARD, standard);
        price.tiers()
                .forEach((tier, tierPrice) -> steps.put(
                        tier,
                        switch (tierPrice) {
                            case PriceSheet own -> overlaid(thresholds, List.of(price.standard(), own));
                            case TierPrice.Times times -> multiplied(standard, times.factor());
                        }));
    }

    public static RateCard of(ModelPrice price) {
        return new RateCard(price);
    }

    /**
     * The steps of a tier from the first, which is above 0 tokens, upwards.
     *
     * @throws IllegalArgumentException for {@link ServiceTier#RESERVED}, which has no price per token
     */
    public List<Step> steps(ServiceTier tier) {
        List<Step> known = steps.get(tier);
        if (known == null) {
            throw new IllegalArgumentException("the tier " + tier + " has no price per token");
        }
        return known;
    }

    /**
     * The step of a prompt with {@code inputTokens}, cached or not.
     *
     * @throws IllegalArgumentException for {@link ServiceTier#RESERVED}
     */
    public Step step(ServiceTier tier, long inputTokens) {
        List<Step> ascending = steps(tier);
        int at = ascending.size() - 1;
        while (at > 0 && inputTokens <= ascending.get(at).above()) {
            at--;
        }
        return ascending.get(at);
    }

    private static NavigableSet<Long> thresholds(ModelPrice price) {
        NavigableSet<Long> thresholds = new TreeSet<>();
        thresholds.add(0L);
        Stream.concat(Stream.of(price.standard()), price.tiers().values().stream())
                .filter(PriceSheet.class::isInstance)
                .forEach(sheet -> thresholds.addAll(((PriceSheet) sheet).above().keySet()));
        return thresholds;
    }

    /** Lays sheets over each other as {@link ModelPrice} says, once for each threshold. */
    private static List<Step> overlaid(NavigableSet<Long> thresholds, List<PriceSheet> sheets) {
        Map<TokenKind, Price> prices = new EnumMap<>(TokenKind.class);
        sheets.forEach(sheet -> prices.putAll(sheet.prices()));
        List<Step> steps = new ArrayList<>();
        for (long threshold : thresholds) {
            sheets.forEach(sheet -> prices.putAll(sheet.above().getOrDefault(threshold, Map.of())));
            steps.add(new Step(threshold, Rates.of(prices)));
        }
        return List.copyOf(steps);
    }

    private static List<Step> multiplied(List<Step> standard, BigDecimal factor) {
        return standard.stream()
                .map(step -> new Step(step.above(), step.rates().times(factor)))
                .toList();
    }
}
