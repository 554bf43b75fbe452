package dev.tierway.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WireTimeTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Timeouts TIMEOUTS = new Timeouts(LONG, LONG, LONG, LONG);

    /** Moves by one at every look, so that whatever is measured is above zero and nothing depends on the machine. */
    private final AtomicLong looks = new AtomicLong();

    private final Ticker ticker = looks::incrementAndGet;

    private WireTime exchange(HttpTransport transport) throws TransportException {
        HttpRequest request =
                HttpRequest.post("/chat/completions", Map.of(), List.of(Slice.utf8("{}")), TIMEOUTS, LONG.toNanos());
        try (HttpReply reply = transport.send(request, new Cancellation())) {
            reply.readAll(1_000);
            return reply.wire();
        }
    }

    @Test
    void connecting_is_paid_by_the_request_that_needed_it_and_the_round_trip_by_all() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                HttpTransport transport =
                        new HttpTransport(TransportConfig.of(Origin.of(upstream.baseUrl()), 4), new Reaper(ticker))) {
            WireTime fresh = exchange(transport);
            WireTime pooled = exchange(transport);

            assertThat(upstream.accepted()).isEqualTo(1);
            assertThat(fresh.roundTrip()).isPositive();
            assertThat(fresh.connecting()).isGreaterThan(fresh.roundTrip());
            assertThat(pooled.connecting()).isZero();
            assertThat(pooled.roundTrip()).isEqualTo(fresh.roundTrip());
            assertThat(fresh.network()).isEqualTo(fresh.connecting() + fresh.roundTrip());
            assertThat(pooled.network()).isEqualTo(pooled.roundTrip());
        }
    }

    @Test
    void a_pooled_connection_that_was_dead_is_part_of_connecting() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                HttpTransport transport =
                        new HttpTransport(TransportConfig.of(Origin.of(upstream.baseUrl()), 4), new Reaper(ticker))) {
            WireTime fresh = exchange(transport);
            upstream.awaitFinished(1, LONG);
            upstream.closeIdleConnections();

            WireTime again = exchange(transport);

            assertThat(upstream.accepted()).isEqualTo(2);
            assertThat(again.connecting()).isGreaterThan(fresh.connecting());
        }
    }

    @Test
    void a_round_trip_is_never_longer_than_the_wait() {
        assertThat(new WireTime(0, 50, 30).network()).isEqualTo(30);
        assertThat(new WireTime(5, 20, 30).network()).isEqualTo(25);
    }

    @Test
    void what_a_backend_says_it_worked_is_believed_while_it_can_be_true() {
        WireTime wire = new WireTime(5, 20, 100);

        assertThat(wire.network(90)).isEqualTo(15);
        assertThat(wire.network(100)).isEqualTo(5);
        assertThat(wire.network(101)).isEqualTo(25);
        assertThat(wire.network(-1)).isEqualTo(25);
    }
}
