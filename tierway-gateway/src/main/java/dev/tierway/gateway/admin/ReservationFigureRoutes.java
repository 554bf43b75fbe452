package dev.tierway.gateway.admin;

import dev.tierway.core.capacity.CalendarWindow.Span;
import dev.tierway.core.capacity.ReservationHistory;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.gateway.reservation.ReservationPeriod;
import dev.tierway.gateway.reservation.ReservationReport;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/organization/reservations/{name}/figures}: what became of a reservation. Thread-safe. */
public final class ReservationFigureRoutes {
    private static final String WINDOW = "window";
    private static final Map<String, Duration> WIDTHS =
            Map.of("1m", Duration.ofMinutes(1), "1h", Duration.ofHours(1), "1d", Duration.ofDays(1));

    /** A day of minutes. */
    private static final int MOST_BUCKETS = 1440;

    private static final Duration MOST_TIME = Duration.ofDays(4 * 366);

    private final AdminKeys keys;
    private final Function<String, Optional<ReservationHistory>> histories;
    private final ReservationReport report;
    private final PriceBook prices;
    private final WallClock clock;

    /** @param histories the reservations there are or were, by name */
    public ReservationFigureRoutes(
            AdminKeys keys,
            Function<String, Optional<ReservationHistory>> histories,
            ReservationReport report,
            PriceBook prices,
            WallClock clock) {
        this.keys = keys;
        this.histories = histories;
        this.report = report;
        this.prices = prices;
        this.clock = clock;
    }

    /** Answers for one reservation; 404 when there never was one of that name. */
    public void figures(Exchange exchange, String name) {
        keys.require(exchange.header("authorization"));
        Instant now = clock.now();
        Asked asked = asked(exchange.query(), now);
        ReservationHistory history = histories
                .apply(name)
                .orElseThrow(() -> Failure.of(
                                FailureKind.NOT_FOUND,
                                "unknown_reservation",
                                "there is no reservation '" + name + "', and there was none")
                        .toException());
        ReservationReport.Question question = new ReservationReport.Question(history, asked.range(), now);
        List<Span> spans =
                asked.width().isPresent() ? buckets(asked.range(), asked.width().get()) : windows(question);
        List<ReservationPeriod> periods = report.periods(question, spans);
        JsonReply.send(exchange, json -> new ReservationFiguresJson(json, prices).page(name, periods));
    }

    /** @param width empty for calendar windows */
    private record Asked(TimeRange range, Optional<Duration> width) {}

    private static Asked asked(@Nullable String query, Instant now) {
        QueryParameters parameters = QueryParameters.parse(query, Set.of("start_time", "end_time", "bucket_width"));
        String text = parameters.one("bucket_width").orElse("1d");
        if (!text.equals(WINDOW) && !WIDTHS.containsKey(text)) {
            throw QueryParameters.invalid(
                    "bucket_width", "'bucket_width' must be 1m, 1h, 1d or window, not '" + text + "'");
        }
        TimeRange range = UsageQuestion.range(parameters, now);
        if (Duration.between(range.from(), range.to()).compareTo(MOST_TIME) > 0) {
            throw QueryParameters.invalid(
                    "start_time", "'start_time' and 'end_time' may be at most " + MOST_TIME.toDays() + " days apart");
        }
        return new Asked(range, Optional.ofNullable(WIDTHS.get(text)));
    }

    /** Parts of the range that lie in one minute, hour or day of UTC each. */
    private static List<Span> buckets(TimeRange range, Duration width) {
        List<Span> buckets = new ArrayList<>();
        Instant start = range.from();
        while (start.isBefore(range.to())) {
            long number = Math.floorDiv(start.getEpochSecond(), width.toSeconds());
            Instant end = Instant.ofEpochSecond((number + 1) * width.toSeconds());
            buckets.add(new Span(start, end.isBefore(range.to()) ? end : range.to()));
            start = end;
            if (buckets.size() > MOST_BUCKETS) {
                throw tooMany();
            }
        }
        return buckets;
    }

    private static List<Span> windows(ReservationReport.Question question) {
        List<Span> windows = question.windows();
        if (windows.size() > MOST_BUCKETS) {
            throw tooMany();
        }
        return windows;
    }

    private static FailureException tooMany() {
        return QueryParameters.invalid(
                "bucket_width",
                "that would be more than " + MOST_BUCKETS + " buckets; ask for wider ones or for a shorter time");
    }
}
