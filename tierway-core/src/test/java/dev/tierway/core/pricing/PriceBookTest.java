package dev.tierway.core.pricing;

import static dev.tierway.core.pricing.PriceFixtures.JULY;
import static dev.tierway.core.pricing.PriceFixtures.book;
import static dev.tierway.core.pricing.PriceFixtures.model;
import static dev.tierway.core.pricing.PriceFixtures.price;
import static dev.tierway.core.pricing.PriceFixtures.sheet;
import static dev.tierway.core.pricing.PriceFixtures.withStep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {
    private static final Usage SOME = new Usage(1_000, 2_000, 300, 40, 500, 200);
    private static final Map<ServiceTier, TierPrice> NO_TIERS = Map.of();

    @Test
    void every_kind_of_token_has_its_line() {
        PriceBook book = book("m", model(sheet("2", "10"), NO_TIERS));

        Charge.Priced charge = (Charge.Priced) book.charge("m", ServiceTier.STANDARD, SOME, JULY, false);

        assertThat(charge.nanos()).isEqualTo(2_000_000 + 400_000 + 750_000 + 160_000 + 3_000_000 + 2_000_000);
        assertThat(charge.version()).isEqualTo("m@1");
        assertThat(charge.lines())
                .containsExactly(
                        new Charge.Line(TokenKind.INPUT, 1_000, new BigDecimal("0.000002")),
                        new Charge.Line(TokenKind.CACHE_READ, 2_000, new BigDecimal("2E-7")),
                        new Charge.Line(TokenKind.CACHE_WRITE_5M, 300, new BigDecimal("0.0000025")),
                        new Charge.Line(TokenKind.CACHE_WRITE_1H, 40, new BigDecimal("0.000004")),
                        new Charge.Line(TokenKind.OUTPUT, 300, new BigDecimal("0.00001")),
                        new Charge.Line(TokenKind.REASONING, 200, new BigDecimal("0.00001")));
    }

    @ParameterizedTest
    @CsvSource({"STANDARD, 8310000", "PRIORITY, 14542500", "FLEX, 4155000", "BATCH, 4155000"})
    void the_served_tier_is_priced_with_its_cache_discounts(ServiceTier served, long nanos) {
        assertThat(nanos(book("m", model(sheet("2", "10"), NO_TIERS)), served, SOME))
                .isEqualTo(nanos);
    }

    @Test
    void tokens_inside_a_reservation_are_free_and_known_to_be() {
        PriceBook book = book("m", model(sheet("2", "10"), NO_TIERS));

        Charge.Priced charge = (Charge.Priced) book.charge("m", ServiceTier.RESERVED, Usage.of(10, 0, 5), JULY, true);

        assertThat(charge.nanos()).isZero();
        assertThat(charge.version()).isEqualTo("reservation");
        assertThat(charge.lines())
                .containsExactly(
                        new Charge.Line(TokenKind.INPUT, 10, BigDecimal.ZERO),
                        new Charge.Line(TokenKind.OUTPUT, 5, BigDecimal.ZERO));
        assertThat(book.charge("m", ServiceTier.RESERVED, SOME, JULY, false))
                .isInstanceOfSatisfying(
                        Charge.Unpriced.class,
                        unpriced -> assertThat(unpriced.reason()).isEqualTo(Charge.Reason.RESERVED_OUTSIDE));
    }

    @Test
    void what_has_no_price_costs_an_unknown_amount_and_not_nothing() {
        PriceBook book = book("m", model(sheet("2", "10"), NO_TIERS));

        assertThat(book.charge("other", ServiceTier.STANDARD, SOME, JULY, false))
                .isEqualTo(new Charge.Unpriced(
                        Charge.Reason.UNKNOWN_MODEL,
                        "model 'other' has no price; give it one under 'models.other.price', or add it to the price"
                                + " book"));
        assertThat(book.charge("m", ServiceTier.STANDARD, SOME, JULY.minusNanos(1), false))
                .isEqualTo(new Charge.Unpriced(
                        Charge.Reason.BEFORE_FIRST_PRICE,
                        "the first price of model 'm' holds from 2026-07-01T00:00:00Z on; add an earlier version to"
                                + " the price book"));
    }

    @Test
    void token_counts_beyond_all_reason_are_not_charged_as_something_else() {
        PriceBook book = book("m", model(sheet("2", "10"), NO_TIERS));

        assertThat(book.charge("m", ServiceTier.STANDARD, Usage.of(Long.MAX_VALUE, 0, 0), JULY, false))
                .isInstanceOfSatisfying(
                        Charge.Unpriced.class,
                        unpriced -> assertThat(unpriced.reason()).isEqualTo(Charge.Reason.OUT_OF_RANGE));
    }

    @Test
    void a_step_prices_the_whole_request_once_its_prompt_exceeds_it() {
        PriceSheet stepped =
                withStep(sheet("2", "10"), 200_000, Map.of(TokenKind.INPUT, price("4"), TokenKind.OUTPUT, price("15")));
        PriceBook book = book("m", model(stepped, NO_TIERS));

        assertThat(nanos(book, ServiceTier.STANDARD, Usage.of(200_000, 0, 100))).isEqualTo(401_000_000);
        assertThat(nanos(book, ServiceTier.STANDARD, Usage.of(200_001, 0, 100))).isEqualTo(801_504_000);
        assertThat(nanos(book, ServiceTier.FLEX, Usage.of(200_001, 0, 100))).isEqualTo(400_752_000);
    }

    @Test
    void cached_tokens_count_towards_a_step_and_keep_their_share_of_its_input_price() {
        PriceSheet stepped = withStep(sheet("2", "10"), 200_000, Map.of(TokenKind.INPUT, price("4")));
        PriceBook book = book("m", model(stepped, NO_TIERS));

        assertThat(nanos(book, ServiceTier.STANDARD, Usage.of(1, 200_000, 0))).isEqualTo(4_000 + 80_000_000);
    }

    @Test
    void a_tier_with_its_own_sheet_pays_standard_for_what_the_sheet_does_not_list() {
        PriceSheet standard = withStep(
                PriceSheet.flat(Map.of(
                        TokenKind.INPUT, price("5"),
                        TokenKind.CACHE_READ, price("0.5"),
                        TokenKind.OUTPUT, price("30"))),
                272_000,
                Map.of(TokenKind.INPUT, price("10"), TokenKind.OUTPUT, price("45")));
        PriceBook book = book(
                "m",
                model(
                        standard,
                        Map.of(
                                ServiceTier.FLEX, sheet("2.5", "15"),
                                ServiceTier.PRIORITY,
                                        withStep(sheet("10", "60"), 272_000, Map.of(TokenKind.INPUT, price("20"))))));

        assertThat(nanos(book, ServiceTier.FLEX, Usage.of(1_000, 1_000, 1_000)))
                .isEqualTo(2_500_000 + 500_000 + 15_000_000);
        assertThat(nanos(book, ServiceTier.FLEX, Usage.of(300_000, 0, 1_000))).isEqualTo(3_045_000_000L);
        assertThat(nanos(book, ServiceTier.PRIORITY, Usage.of(300_000, 0, 1_000)))
                .isEqualTo(6_045_000_000L);
        assertThat(nanos(book, ServiceTier.PRIORITY, new Usage(0, 0, 1_000, 0, 0, 0)))
                .isEqualTo(12_500_000);
    }

    @Test
    void reasoning_may_have_a_price_of_its_own() {
        PriceSheet sheet = PriceSheet.flat(
                Map.of(TokenKind.INPUT, price("1"), TokenKind.OUTPUT, price("2"), TokenKind.REASONING, price("3")));

        assertThat(nanos(book("m", model(sheet, NO_TIERS)), ServiceTier.STANDARD, new Usage(0, 0, 0, 0, 100, 40)))
                .isEqualTo(60 * 2_000 + 40 * 3_000);
    }

    @Test
    void a_sum_is_rounded_once() {
        PriceSheet halves = PriceSheet.flat(Map.of(
                TokenKind.INPUT, price("0.0005"),
                TokenKind.CACHE_READ, price("0.0005"),
                TokenKind.OUTPUT, price("0.0005")));
        PriceBook book = book("m", model(halves, NO_TIERS));

        assertThat(nanos(book, ServiceTier.STANDARD, Usage.of(1, 0, 0))).isZero();
        assertThat(nanos(book, ServiceTier.STANDARD, Usage.of(1, 1, 0))).isEqualTo(1);
        assertThat(nanos(book, ServiceTier.STANDARD, Usage.of(1, 1, 1))).isEqualTo(2);
    }

    @Test
    void a_price_holds_from_its_moment_on() {
        Instant change = Instant.parse("2026-07-16T09:00:00Z");
        PriceBook book = new PriceBook(Map.of(
                "m",
                List.of(
                        new PriceVersion("m@old", JULY, "list", model(sheet("2", "10"), NO_TIERS)),
                        new PriceVersion("m@new", change, "list", model(sheet("3", "10"), NO_TIERS)))));

        assertThat(book.charge("m", ServiceTier.STANDARD, Usage.of(1, 0, 0), change.minusNanos(1), false))
                .isInstanceOfSatisfying(Charge.Priced.class, it -> {
                    assertThat(it.version()).isEqualTo("m@old");
                    assertThat(it.nanos()).isEqualTo(2_000);
                });
        assertThat(book.charge("m", ServiceTier.STANDARD, Usage.of(1, 0, 0), change, false))
                .isInstanceOfSatisfying(Charge.Priced.class, it -> {
                    assertThat(it.version()).isEqualTo("m@new");
                    assertThat(it.nanos()).isEqualTo(3_000);
                });
        assertThat(book.versions("m")).extracting(PriceVersion::id).containsExactly("m@old", "m@new");
    }

    @Test
    void versions_that_contradict_each_other_are_refused() {
        ModelPrice price = model(sheet("2", "10"), NO_TIERS);
        PriceVersion first = new PriceVersion("m@1", JULY, "", price);

        assertThatThrownBy(() -> new PriceBook(Map.of("m", List.of(first, new PriceVersion("m@2", JULY, "", price)))))
                .hasMessage("the price of model 'm' from 2026-07-01T00:00:00Z must begin after the one before it, from"
                        + " 2026-07-01T00:00:00Z");
        assertThatThrownBy(() -> new PriceBook(
                        Map.of("m", List.of(first, new PriceVersion("m@1", JULY.plusSeconds(1), "", price)))))
                .hasMessage("two price versions are called 'm@1'");
        assertThatThrownBy(() -> new PriceBook(Map.of("m", List.of()))).hasMessage("model 'm' has no price version");
    }

    @Test
    void a_gateway_that_serves_only_what_has_a_price_says_who_can_mend_it() {
        PriceBook book = book("m", model(sheet("2", "10"), NO_TIERS));

        assertThat(new Pricing(book, Pricing.WithoutPrice.SERVE).refusal("other", JULY))
                .isEmpty();
        Pricing strict = new Pricing(book, Pricing.WithoutPrice.REFUSE);
        assertThat(strict.refusal("m", JULY)).isEmpty();
        assertThat(strict.refusal("m", JULY.minusSeconds(1))).isPresent();
        assertThat(strict.refusal("other", JULY)).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("model_unpriced");
            assertThat(failure.message()).contains("'other'").contains("'prices.unpriced'");
        });
    }

    @Test
    void prices_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> price("-1")).hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> new Price.PerToken(new BigDecimal("1e-31"))).hasMessageContaining("30 decimals");
        assertThatThrownBy(() -> new Price.PerToken(new BigDecimal("1e999999999")))
                .hasMessageContaining("below");
        assertThatThrownBy(() -> PriceSheet.flat(Map.of(TokenKind.OUTPUT, price("2x"))))
                .hasMessage("'output' needs a price of its own");
        assertThatThrownBy(() -> model(PriceSheet.flat(Map.of(TokenKind.INPUT, price("1"))), NO_TIERS))
                .hasMessage("'output' has no price");
        assertThatThrownBy(() -> model(sheet("1", "1"), Map.of(ServiceTier.RESERVED, TierPrice.Times.ONE)))
                .hasMessageContaining("priority, flex and batch");
        assertThatThrownBy(() -> withStep(sheet("1", "1"), 0, Map.of())).hasMessageContaining("above zero tokens");
    }

    @Test
    void the_defaults_are_pinned() {
        assertThat(PriceDefaults.USUAL.cache())
                .isEqualTo(Map.of(
                        TokenKind.CACHE_READ, price("0.1x"),
                        TokenKind.CACHE_WRITE_5M, price("1.25x"),
                        TokenKind.CACHE_WRITE_1H, price("2x")));
        assertThat(PriceDefaults.USUAL.tiers())
                .isEqualTo(Map.of(
                        ServiceTier.PRIORITY, new TierPrice.Times(new BigDecimal("1.75")),
                        ServiceTier.FLEX, new TierPrice.Times(new BigDecimal("0.5")),
                        ServiceTier.BATCH, new TierPrice.Times(new BigDecimal("0.5"))));
    }

    private static long nanos(PriceBook book, ServiceTier served, Usage usage) {
        return ((Charge.Priced) book.charge("m", served, usage, JULY, false)).nanos();
    }
}
