package dev.tierway.core.pricing;

import static dev.tierway.core.pricing.PriceFixtures.JULY;
import static dev.tierway.core.pricing.PriceFixtures.book;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ChargePropertiesTest {
    @Property
    void lines_add_up_to_the_amount_before_it_is_rounded(
            @ForAll("prices") ModelPrice price, @ForAll("onDemand") ServiceTier served, @ForAll("usages") Usage usage) {
        Charge.Priced charge = charge(price, served, usage);

        BigDecimal sum = charge.lines().stream().map(Charge.Line::dollars).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(BigDecimal.valueOf(charge.nanos(), 9)).isEqualByComparingTo(sum.setScale(9, RoundingMode.HALF_EVEN));
        assertThat(charge.lines().stream().mapToLong(Charge.Line::tokens).sum()).isEqualTo(usage.total());
    }

    @Property
    void more_tokens_never_cost_less(
            @ForAll("prices") ModelPrice price,
            @ForAll("onDemand") ServiceTier served,
            @ForAll("usages") Usage usage,
            @ForAll("usages") Usage more) {
        assertThat(charge(price, served, usage.plus(more)).nanos())
                .isGreaterThanOrEqualTo(charge(price, served, usage).nanos());
    }

    @Property
    void splitting_a_request_changes_its_cost_by_less_than_a_nano_dollar_for_each_part(
            @ForAll("flatPrices") ModelPrice price,
            @ForAll("onDemand") ServiceTier served,
            @ForAll("requests") List<Usage> requests) {
        long apart = requests.stream()
                .mapToLong(it -> charge(price, served, it).nanos())
                .sum();
        long together = charge(price, served, requests.stream().reduce(Usage.NONE, Usage::plus))
                .nanos();

        assertThat(Math.abs(apart - together)).isLessThan(requests.size());
    }

    @Property
    void a_tier_at_one_times_standard_costs_what_standard_costs(
            @ForAll("prices") ModelPrice price, @ForAll("usages") Usage usage) {
        ModelPrice same = new ModelPrice(
                price.standard(),
                Map.of(
                        ServiceTier.PRIORITY, TierPrice.Times.ONE,
                        ServiceTier.FLEX, TierPrice.Times.ONE,
                        ServiceTier.BATCH, TierPrice.Times.ONE));

        Charge.Priced standard = charge(same, ServiceTier.STANDARD, usage);
        for (ServiceTier tier : ModelPrice.TIERS) {
            assertThat(charge(same, tier, usage)).isEqualTo(standard);
        }
    }

    @Property
    void a_step_that_lists_the_same_prices_changes_nothing(
            @ForAll("flatPrices") ModelPrice price,
            @ForAll("onDemand") ServiceTier served,
            @ForAll("usages") Usage usage) {
        PriceSheet stepped = new PriceSheet(
                price.standard().prices(),
                new TreeMap<>(Map.of(100_000L, price.standard().prices())));

        assertThat(charge(new ModelPrice(stepped, price.tiers()), served, usage))
                .isEqualTo(charge(price, served, usage));
    }

    @Provide
    Arbitrary<ServiceTier> onDemand() {
        return Arbitraries.of(ServiceTier.STANDARD, ServiceTier.PRIORITY, ServiceTier.FLEX, ServiceTier.BATCH);
    }

    @Provide
    Arbitrary<Usage> usages() {
        Arbitrary<Long> tokens = Arbitraries.longs().between(0, 300_000);
        return Combinators.combine(tokens, tokens, tokens, tokens, tokens, tokens)
                .as((input, read, shortWrite, longWrite, output, reasoning) ->
                        new Usage(input, read, shortWrite, longWrite, output + reasoning, reasoning));
    }

    @Provide
    Arbitrary<List<Usage>> requests() {
        return usages().list().ofMinSize(1).ofMaxSize(20);
    }

    /** Prices below $100 a million with up to 7 decimals of a dollar per million, hence parts of a nano-dollar. */
    @Provide
    Arbitrary<ModelPrice> flatPrices() {
        return Combinators.combine(amounts(), amounts(), factors(), factors(), factors())
                .as((input, output, read, write, batch) -> {
                    Map<TokenKind, Price> prices = new EnumMap<>(TokenKind.class);
                    prices.put(TokenKind.INPUT, Price.PerToken.ofMillion(input));
                    prices.put(TokenKind.OUTPUT, Price.PerToken.ofMillion(output));
                    prices.put(TokenKind.CACHE_READ, new Price.OfInput(read));
                    prices.put(TokenKind.CACHE_WRITE_5M, new Price.OfInput(write));
                    return PriceDefaults.USUAL.complete(
                            PriceSheet.flat(prices), Map.of(ServiceTier.BATCH, new TierPrice.Times(batch)));
                });
    }

    /** Prices that rise above 200,000 tokens. */
    @Provide
    Arbitrary<ModelPrice> prices() {
        return Combinators.combine(flatPrices(), amounts(), amounts()).as((price, moreInput, moreOutput) -> {
            Map<TokenKind, Price> raised = Map.of(
                    TokenKind.INPUT, raised(price, TokenKind.INPUT, moreInput),
                    TokenKind.OUTPUT, raised(price, TokenKind.OUTPUT, moreOutput));
            return new ModelPrice(
                    new PriceSheet(price.standard().prices(), new TreeMap<>(Map.of(200_000L, raised))), price.tiers());
        });
    }

    private static Price raised(ModelPrice price, TokenKind kind, BigDecimal more) {
        Price.PerToken below = (Price.PerToken) price.standard().prices().get(kind);
        return Price.PerToken.ofMillion(below.dollarsPerMillion().add(more));
    }

    private static Arbitrary<BigDecimal> amounts() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.valueOf(100))
                .ofScale(7);
    }

    private static Arbitrary<BigDecimal> factors() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.valueOf(2))
                .ofScale(3);
    }

    private static Charge.Priced charge(ModelPrice price, ServiceTier served, Usage usage) {
        return (Charge.Priced) book("m", price).charge("m", served, usage, JULY, false);
    }
}
