package dev.tierway.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancels race with replies, hand-backs and retries; no answer may reach the wrong request and nothing may leak. */
@Timeout(60)
class HttpTransportStressTest {
    private static final int THREADS = 16;
    private static final int CALLS = 150;
    private static final long SEED = 20261121;
    private static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();

    private static Script echo(RecordedRequest request) {
        String id = request.bodyText();
        return id.hashCode() % 2 == 0
                ? Script.json(200, id)
                : Script.sse().chunk(id).end();
    }

    @Test
    void cancels_at_any_moment_neither_mix_up_answers_nor_leak_connections() throws Exception {
        Reaper reaper = new Reaper(Ticker.system());
        try (FakeUpstream upstream = FakeUpstream.start(HttpTransportStressTest::echo);
                HttpTransport transport =
                        new HttpTransport(TransportConfig.of(Origin.of(upstream.baseUrl()), 2 * THREADS), reaper)) {
            SplittableRandom seeds = new SplittableRandom(SEED);
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < THREADS; caller++) {
                String name = "caller-" + caller;
                SplittableRandom random = seeds.split();
                callers.add(Thread.ofVirtual().start(() -> {
                    try {
                        start.await();
                    } catch (Exception broken) {
                        throw new AssertionError(broken);
                    }
                    for (int call = 0; call < CALLS; call++) {
                        exchange(transport, name + "-call-" + call, random);
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(answered.get() + stopped.get()).isEqualTo(THREADS * CALLS);
            assertThat(answered.get()).isPositive();
            assertThat(stopped.get()).isPositive();
            assertThat(transport.openConnections()).isEqualTo(transport.idleConnections());
            assertThat(reaper.watched()).isEqualTo(transport.idleConnections());
        }
        assertThat(reaper.watched()).isZero();
    }

    private void exchange(HttpTransport transport, String id, SplittableRandom random) {
        Cancellation cancellation = new Cancellation();
        if (random.nextInt(3) > 0) {
            long nanos = random.nextInt(600_000);
            Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(nanos);
                cancellation.cancel(Cancellation.Reason.CLIENT_GONE);
            });
        }
        HttpRequest request = HttpRequest.post(
                "/echo",
                Map.of(),
                List.of(Slice.utf8(id)),
                TIMEOUTS,
                System.nanoTime() + Duration.ofMinutes(1).toNanos());
        try (HttpReply reply = transport.send(request, cancellation)) {
            String body = reply.readAll(1000).toString();
            if (!body.equals(id)) {
                wrong.add(id + " got " + body);
            }
            answered.incrementAndGet();
        } catch (TransportException stop) {
            if (stop.kind() != TransportException.Kind.CANCELLED) {
                wrong.add(id + " failed: " + stop.kind() + " " + stop.getMessage());
            }
            stopped.incrementAndGet();
        }
    }
}
