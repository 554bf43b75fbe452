package dev.tierway.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.fake.ScriptedReply;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.scheduler.engine.PoolSnapshot;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A reservation in front of a backend with provisioned capacity, which answers 429 when that is used up. */
class ProvisionedOverflowTest {
    private static final int AT_ONCE = 16;
    /** By then the full buckets that it starts with are used up. */
    private static final int SETTLED = 90;

    private static final int SECONDS = 300;
    private static final long INPUT_TPM = 320_000;
    private static final long OUTPUT_TPM = 32_000;
    private static final String WHOLE = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[]}";

    private final FakeTicker ticker = new FakeTicker();
    private final SplittableRandom random = new SplittableRandom(7);
    private final Provisioned backend = new Provisioned();
    private final CyclicBarrier allCalled = new CyclicBarrier(AT_ONCE);
    private final AtomicInteger ids = new AtomicInteger();
    private final ScriptedProvider provider =
            ScriptedProvider.withSlots("provisioned", 4 * AT_ONCE).then(this::answer);

    /**
     * Provisioned throughput as vendors run it: a leaky bucket of the tokens that requests really take; it answers while it
     * has any left, and refuses once it has none.
     */
    private final class Provisioned {
        private double input = INPUT_TPM;
        private double output = OUTPUT_TPM;
        private long filledAt;
        private int refused;

        synchronized void take(Usage usage) {
            double minutes = (ticker.nanos() - filledAt) / 60e9;
            filledAt = ticker.nanos();
            input = Math.min(INPUT_TPM, input + minutes * INPUT_TPM);
            output = Math.min(OUTPUT_TPM, output + minutes * OUTPUT_TPM);
            if (input <= 0 || output <= 0) {
                refused++;
                throw Failure.of(FailureKind.RATE_LIMITED, "upstream_rate_limited", "provisioned capacity is used up")
                        .toException();
            }
            input -= usage.input();
            output -= usage.output();
        }
    }

    /** Every request of a second is under way before the first of them ends. */
    private ScriptedReply answer(ProviderCall call) {
        Usage usage = usage(call);
        try {
            allCalled.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException broken) {
            throw new IllegalStateException(broken);
        }
        if (call.servedTier() == ServiceTier.RESERVED) {
            backend.take(usage);
        }
        return ScriptedReply.whole(WHOLE, usage);
    }

    /** What the request really takes: up to a tenth more or less than the gateway's estimate of its prompt. */
    private static Usage usage(ProviderCall call) {
        int length = call.request().body().length;
        SplittableRandom own = new SplittableRandom(length);
        long input = Math.round(length / 4.0 * (0.9 + 0.2 * own.nextDouble()));
        return Usage.of(input, 0, own.nextLong(20, 250));
    }

    @Test
    void overflow_is_moved_before_the_backend_is_tried_and_what_was_bought_is_used() throws InterruptedException {
        Pool pool = pool();
        InferencePipeline pipeline = pipeline(pool);
        serve(pipeline, SETTLED);
        PoolSnapshot.Reservation before = pool.gate().snapshot().reservation("peak");
        serve(pipeline, SECONDS - SETTLED);

        PoolSnapshot.Reservation reserved = pool.gate().snapshot().reservation("peak");
        long moved = reserved.outcomes().spilled();
        assertThat(moved).isGreaterThan(1_000);
        assertThat((double) moved / (moved + backend.refused)).isGreaterThanOrEqualTo(0.99);
        Usage earlier = before.use().inside();
        Usage inside = reserved.use().inside();
        double minutes = (SECONDS - SETTLED) / 60.0;
        double inputUse = (inside.input() - earlier.input()) / (INPUT_TPM * minutes);
        double outputUse = (inside.output() - earlier.output()) / (OUTPUT_TPM * minutes);
        assertThat(Math.max(inputUse, outputUse)).isGreaterThanOrEqualTo(0.95);
        assertThat(reserved.openHolds()).isZero();
        assertThat(pool.gate().open()).isZero();
        pool.close();
    }

    private void serve(InferencePipeline pipeline, int seconds) throws InterruptedException {
        for (int second = 0; second < seconds; second++) {
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < AT_ONCE; client++) {
                MemoryExchange exchange = request(random.nextInt(1_000, 6_000));
                clients.add(Thread.ofVirtual().start(() -> pipeline.serve(exchange, Operation.CHAT_COMPLETION)));
            }
            for (Thread client : clients) {
                client.join();
            }
            ticker.advance(Duration.ofSeconds(1));
        }
    }

    private static MemoryExchange request(int letters) {
        return new MemoryExchange("{\"model\":\"m\",\"service_tier\":\"reserved\",\"messages\":[{\"role\":\"user\","
                + "\"content\":\"" + "x".repeat(letters) + "\"}]}");
    }

    private Pool pool() {
        ReservationSpec reservation = new ReservationSpec(
                "peak",
                List.of("p"),
                INPUT_TPM,
                OUTPUT_TPM,
                BurndownRates.DEFAULT,
                SpillPolicy.STANDARD,
                SpillPolicy.STANDARD.usualOverrides());
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicy.DEFAULT,
                List.of(Pool.spec(provider.name(), provider.capacity(), 0)),
                List.of(reservation),
                Map.of("p", 1.0),
                new SplittableRandom(1));
        return new Pool("pool", new AdmissionGate("pool", engine, ticker), Map.of(provider.name(), provider), Map.of());
    }

    private InferencePipeline pipeline(Pool pool) {
        Project project = new Project("p", 1, Set.of(ServiceTier.RESERVED, ServiceTier.STANDARD), ServiceTier.STANDARD);
        return new InferencePipeline(new InferencePipeline.Parts(
                Authenticator.of(Map.of(KeyDigest.of("key"), project)),
                new ModelAliases(Map.of("m", pool)),
                RequestLimits.uniform(Duration.ofMinutes(1), Duration.ofMinutes(1), 3),
                Accounting.none(ticker, WallClock.system()),
                (record, endedNanos) -> {},
                ticker,
                () -> "id-" + ids.incrementAndGet()));
    }
}
