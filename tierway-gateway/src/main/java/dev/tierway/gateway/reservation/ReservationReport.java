package dev.tierway.gateway.reservation;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindow.Span;
import dev.tierway.core.capacity.ReservationFigures;
import dev.tierway.core.capacity.ReservationHistory;
import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.RateCard;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.ReservationDraw;
import dev.tierway.storage.ledger.ReservationDrawQuery;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Works out from the ledger what became of a reservation. Thread-safe.
 *
 * <p>What a request draws counts in the minute of its end, at the terms that held then. On-demand costs are rounded once
 * for each minute, project and model, so they add up however the time is cut.
 */
public final class ReservationReport {
    private static final Duration CHUNK = Duration.ofDays(1);

    private final Function<ReservationDrawQuery, List<ReservationDraw>> ledger;
    private final PriceBook prices;

    /** @param prices what the same tokens cost on demand, by model alias */
    public ReservationReport(Function<ReservationDrawQuery, List<ReservationDraw>> ledger, PriceBook prices) {
        this.ledger = ledger;
        this.prices = prices;
    }

    /**
     * Which reservation, and when.
     *
     * @param until flat cost is counted up to here, as what is still to come has not been idle yet
     */
    public record Question(ReservationHistory history, TimeRange range, Instant until) {
        /** The times in the range in which it was active, each whole across a change of terms. */
        public List<Span> windows() {
            List<Span> windows = new ArrayList<>();
            for (ReservationHistory.Stretch stretch : history.stretches(range.from(), range.to())) {
                for (Span span : stretch.active()) {
                    if (!windows.isEmpty() && windows.getLast().end().equals(span.start())) {
                        windows.add(new Span(windows.removeLast().start(), span.end()));
                    } else {
                        windows.add(span);
                    }
                }
            }
            return windows;
        }
    }

    /** A time in which terms did not change, and when they were active in it. */
    private record Terms(ReservationHistory.Stretch stretch, List<Span> active) {
        Duration activeIn(Instant from, Instant to) {
            Duration sum = Duration.ZERO;
            for (Span span : active) {
                Instant start = later(span.start(), from);
                Instant end = earlier(span.end(), to);
                if (start.isBefore(end)) {
                    sum = sum.plus(Duration.between(start, end));
                }
            }
            return sum;
        }
    }

    /** What is summed up of a period. */
    private static final class Sums {
        private final Map<Instant, Map<String, ReservationUse>> byTerms = new HashMap<>();
        private final Map<String, ReservationPeriod.ProjectUse> byProject = new TreeMap<>();
    }

    /**
     * One period for each of {@code spans}. What is drawn after one of them has ended, by requests that it let in, counts
     * for that one; what is drawn before the first counts for none.
     *
     * @param spans in the range, in order, none overlapping
     */
    public List<ReservationPeriod> periods(Question question, List<Span> spans) {
        TimeRange range = question.range();
        NavigableMap<Instant, Terms> terms = new TreeMap<>();
        for (ReservationHistory.Stretch it : question.history().stretches(range.from(), range.to())) {
            terms.put(it.start(), new Terms(it, upTo(question.until(), it.active())));
        }
        NavigableMap<Instant, Sums> sums = new TreeMap<>();
        spans.forEach(span -> sums.put(span.start(), new Sums()));
        sumUp(question, terms, sums);
        List<ReservationPeriod> periods = new ArrayList<>();
        for (Span span : spans) {
            Instant next = Optional.ofNullable(sums.higherKey(span.start())).orElse(range.to());
            Sums own = sums.getOrDefault(span.start(), new Sums());
            periods.add(period(new Span(span.start(), next), span, terms, own));
        }
        return periods;
    }

    /** All of {@code periods} as one. */
    public static Optional<ReservationPeriod> total(List<ReservationPeriod> periods) {
        return periods.stream().reduce(ReservationPeriod::plus);
    }

    private void sumUp(Question question, NavigableMap<Instant, Terms> terms, NavigableMap<Instant, Sums> sums) {
        TimeRange range = question.range();
        List<Instant> cuts = cuts(range, terms);
        List<Long> steps = promptSteps();
        for (Instant at = range.from(); at.isBefore(range.to()); at = at.plus(CHUNK)) {
            TimeRange chunk = new TimeRange(at, earlier(at.plus(CHUNK), range.to()));
            String name = question.history().latest().name();
            for (ReservationDraw draw : ledger.apply(new ReservationDrawQuery(name, chunk, cuts, steps))) {
                Instant from = later(draw.from(), range.from());
                Map.Entry<Instant, Sums> period = sums.floorEntry(from);
                if (period != null) {
                    add(draw, terms.floorEntry(from).getValue().stretch(), period.getValue());
                }
            }
        }
    }

    private void add(ReservationDraw draw, ReservationHistory.Stretch terms, Sums sums) {
        BurndownRates rates = terms.reservation().rates();
        ReservationUse use =
                draw.inside() ? ReservationUse.inside(rates, draw.usage()) : ReservationUse.spilled(draw.usage());
        sums.byTerms
                .computeIfAbsent(terms.start(), _ -> new TreeMap<>())
                .merge(draw.project(), use, ReservationUse::plus);
        ReservationPeriod.Served served =
                new ReservationPeriod.Served(draw.requests(), draw.usage(), draw.costNanos(), draw.unpriced());
        ReservationPeriod.ProjectUse ofProject = draw.inside()
                ? new ReservationPeriod.ProjectUse(served, ReservationPeriod.Served.NONE, onDemand(draw))
                : new ReservationPeriod.ProjectUse(ReservationPeriod.Served.NONE, served, OptionalLong.of(0));
        sums.byProject.merge(draw.project(), ofProject, ReservationPeriod.ProjectUse::plus);
    }

    private OptionalLong onDemand(ReservationDraw draw) {
        if (draw.usage().equals(Usage.NONE)) {
            return OptionalLong.of(0);
        }
        return prices.rates(draw.model(), draw.from())
                .map(card -> card.step(ServiceTier.STANDARD, draw.promptAbove() + 1))
                .map(step -> OptionalLong.of(NanoDollars.round(step.rates().dollars(draw.usage()))))
                .orElse(OptionalLong.empty());
    }

    private static ReservationPeriod period(Span counted, Span span, NavigableMap<Instant, Terms> terms, Sums sums) {
        List<ReservationFigures.Stretch> stretches = new ArrayList<>();
        Instant first = terms.floorKey(counted.start());
        for (Terms held : terms.subMap(first, true, counted.end(), false).values()) {
            Duration before = held.activeIn(held.stretch().start(), counted.start());
            stretches.add(new ReservationFigures.Stretch(
                    held.stretch().reservation(),
                    before,
                    held.activeIn(counted.start(), counted.end()),
                    sums.byTerms.getOrDefault(held.stretch().start(), Map.of())));
        }
        return new ReservationPeriod(span, stretches.getLast().reservation(), stretches, sums.byProject);
    }

    /** Changes of terms and of prices in the range. */
    private List<Instant> cuts(TimeRange range, NavigableMap<Instant, Terms> terms) {
        TreeSet<Instant> cuts = new TreeSet<>(terms.keySet());
        prices.models().stream()
                .flatMap(model -> prices.versions(model).stream())
                .map(PriceVersion::from)
                .filter(from -> from.isAfter(range.from()) && from.isBefore(range.to()))
                .map(from -> from.plusNanos(999).truncatedTo(ChronoUnit.MICROS))
                .forEach(cuts::add);
        cuts.remove(range.from());
        return List.copyOf(cuts);
    }

    /** Prompt lengths above which some model costs something else. */
    private List<Long> promptSteps() {
        return prices.models().stream()
                .flatMap(model -> prices.versions(model).stream())
                .flatMap(version -> RateCard.of(version.price()).steps(ServiceTier.STANDARD).stream())
                .map(RateCard.Step::above)
                .filter(above -> above > 0)
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Span> upTo(Instant until, List<Span> spans) {
        return spans.stream()
                .filter(span -> span.start().isBefore(until))
                .map(span -> new Span(span.start(), earlier(span.end(), until)))
                .toList();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
