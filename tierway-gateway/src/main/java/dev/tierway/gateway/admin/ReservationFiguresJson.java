package dev.tierway.gateway.admin;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.ReservationFigures;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.Rates;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.reservation.ReservationPeriod;
import dev.tierway.gateway.reservation.ReservationReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/** Writes what became of a reservation: a page of buckets in OpenAI's shape, and their total. */
final class ReservationFiguresJson {
    private static final int SHARE_DECIMALS = 6;

    private final JsonGenerator json;
    private final PriceBook prices;

    /** @param prices for the break-even */
    ReservationFiguresJson(JsonGenerator json, PriceBook prices) {
        this.json = json;
        this.prices = prices;
    }

    void page(String name, List<ReservationPeriod> periods) {
        json.writeStartObject();
        json.writeStringProperty("object", "page");
        json.writeStringProperty("reservation", name);
        json.writeArrayPropertyStart("data");
        periods.forEach(this::bucket);
        json.writeEndArray();
        json.writeName("total");
        ReservationReport.total(periods).ifPresentOrElse(this::total, json::writeNull);
        json.writeBooleanProperty("has_more", false);
        json.writeNullProperty("next_page");
        json.writeEndObject();
    }

    private void bucket(ReservationPeriod period) {
        BucketsJson.bucket(json, period.span().start(), period.span().end(), List.of(period), this::members);
    }

    private void total(ReservationPeriod all) {
        json.writeStartObject();
        members(all);
        json.writeEndObject();
    }

    private void members(ReservationPeriod period) {
        ReservationFigures figures = period.figures();
        ReservationPeriod.ProjectUse use = period.use();
        json.writeStringProperty("object", "organization.reservation_figures.result");
        json.writeNumberProperty("input_tpm", period.terms().inputTpm());
        json.writeNumberProperty("output_tpm", period.terms().outputTpm());
        json.writeNumberProperty("active_seconds", figures.active().toSeconds());
        share("input_utilisation", figures.inputUtilisation());
        share("output_utilisation", figures.outputUtilisation());
        share("spill_share", figures.spillShare());
        AmountJson.write(json, "cost", figures.cost().nanos());
        AmountJson.write(json, "idle_cost", figures.cost().idleNanos());
        onDemand(figures, use);
        breakEven(period.terms(), period.span().start());
        inside(use.inside());
        spilled(use.spilled());
        json.writeArrayPropertyStart("projects");
        period.projects().forEach((name, of) -> project(name, of, figures));
        json.writeEndArray();
    }

    /** What the tokens inside cost, and would have cost. */
    private void onDemand(ReservationFigures figures, ReservationPeriod.ProjectUse use) {
        OptionalLong nanos = use.onDemandNanos();
        Members.amount(json, "on_demand_cost", nanos);
        Members.amount(
                json,
                "saved",
                nanos.isPresent() ? OptionalLong.of(figures.savedNanos(nanos.getAsLong())) : OptionalLong.empty());
        Members.amount(json, "cost_per_million_tokens", perMillion(figures.nanosPerToken()));
        long tokens = use.inside().usage().total();
        Members.amount(
                json,
                "on_demand_cost_per_million_tokens",
                nanos.isEmpty() || tokens == 0
                        ? OptionalLong.empty()
                        : perMillion(Optional.of(BigDecimal.valueOf(nanos.getAsLong())
                                .divide(BigDecimal.valueOf(tokens), MathContext.DECIMAL64))));
    }

    private static OptionalLong perMillion(Optional<BigDecimal> nanosPerToken) {
        return nanosPerToken
                .map(nanos -> OptionalLong.of(NanoDollars.round(nanos.movePointLeft(3))))
                .orElse(OptionalLong.empty());
    }

    private void breakEven(Reservation terms, Instant at) {
        Optional<BigDecimal> utilisation = prices.rates(terms.model(), at)
                .map(card -> card.step(ServiceTier.STANDARD, 0).rates())
                .flatMap(rates -> ReservationFigures.breakEven(
                        terms, nanos(rates, TokenKind.INPUT), nanos(rates, TokenKind.OUTPUT)));
        share("break_even_utilisation", utilisation);
    }

    private static BigDecimal nanos(Rates rates, TokenKind kind) {
        return rates.of(kind).movePointRight(9);
    }

    private void inside(ReservationPeriod.Served served) {
        json.writeObjectPropertyStart("inside");
        tokens(served);
        json.writeEndObject();
    }

    private void spilled(ReservationPeriod.Served served) {
        json.writeObjectPropertyStart("spilled");
        tokens(served);
        AmountJson.write(json, "amount", served.costNanos());
        json.writeNumberProperty("num_unpriced_requests", served.unpriced());
        json.writeEndObject();
    }

    private void tokens(ReservationPeriod.Served served) {
        json.writeNumberProperty("num_model_requests", served.requests());
        json.writeNumberProperty("input_tokens", served.usage().input());
        json.writeNumberProperty("input_cached_tokens", served.usage().cacheRead());
        json.writeNumberProperty("output_tokens", served.usage().output());
    }

    private void project(String name, ReservationPeriod.ProjectUse use, ReservationFigures figures) {
        json.writeStartObject();
        json.writeStringProperty("project_id", name);
        AmountJson.write(json, "cost", figures.cost().shares().getOrDefault(name, 0L));
        Members.amount(json, "on_demand_cost", use.onDemandNanos());
        inside(use.inside());
        spilled(use.spilled());
        json.writeEndObject();
    }

    private void share(String name, double value) {
        share(name, Optional.of(BigDecimal.valueOf(value)));
    }

    private void share(String name, Optional<BigDecimal> value) {
        Members.decimal(json, name, value.map(it -> it.setScale(SHARE_DECIMALS, RoundingMode.HALF_EVEN)));
    }
}
