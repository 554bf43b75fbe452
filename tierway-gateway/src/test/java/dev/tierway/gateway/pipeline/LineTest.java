package dev.tierway.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.limit.LimitBook;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.metering.LedgerMetering;
import dev.tierway.gateway.quota.EnqueuedTokens;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.fake.ScriptedReply;
import dev.tierway.providers.spi.Operation;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.storage.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines of batches take the path of every request, as what their batch settled. */
class LineTest {
    private static final Usage USAGE = Usage.of(10, 0, 5);
    private static final Project STANDARD_ONLY =
            new Project("p", 1, EnumSet.of(ServiceTier.STANDARD), ServiceTier.STANDARD);

    private final ScriptedProvider backend = ScriptedProvider.withSlots("backend", 1);
    private final List<LedgerEntry> ledger = new CopyOnWriteArrayList<>();
    private final LimitLedger holds = new LimitLedger(Ticker.system(), WallClock.system(), (limit, now) -> {});
    private final LedgerMetering metering = new LedgerMetering(ledger::add, WallClock.system(), "c0ffee");
    private final EnqueuedTokens enqueued = new EnqueuedTokens(LimitScope.ORGANISATION, 1_000_000);
    private final Pool pool = pool();
    private final InferencePipeline pipeline = pipeline();

    @AfterEach
    void nothing_is_left_open() {
        assertThat(holds.openHolds()).isZero();
        assertThat(pool.gate().open()).isZero();
        pool.close();
    }

    @Test
    void a_line_runs_as_batch_whatever_its_body_says_and_its_row_is_left_to_the_batch() {
        backend.then(call -> {
            assertThat(holds.openHolds()).isOne();
            assertThat(enqueued.held()).as("what the batch holds").isZero();
            return ScriptedReply.whole("{\"choices\":[]}", USAGE);
        });

        LineExchange line = line("{\"model\":\"m\",\"messages\":[],\"service_tier\":\"priority\"}");
        RequestRecord record = pipeline.run(line);

        assertThat(line.status()).isEqualTo(200);
        assertThat(new String(line.reply(), StandardCharsets.UTF_8))
                .isEqualTo("{\"service_tier\":\"batch\",\"choices\":[]}");
        assertThat(record.completed()).isTrue();
        assertThat(ledger).isEmpty();
        LedgerEntry row = metering.entry(record, System.nanoTime());
        assertThat(row.requestId()).isEqualTo("batch_req_1");
        assertThat(row.servedTier()).isEqualTo(ServiceTier.BATCH);
        assertThat(row.usage()).isEqualTo(USAGE);
        assertThat(row.caller()).isEqualTo(new LedgerEntry.Caller("p", "0123456789ab", ""));
    }

    @Test
    void what_is_wrong_with_a_line_is_its_reply() {
        LineExchange line = line("{\"model\":\"nope\",\"messages\":[]}");
        RequestRecord record = pipeline.run(line);

        assertThat(line.status()).isEqualTo(404);
        assertThat(new String(line.reply(), StandardCharsets.UTF_8)).contains("model_not_found");
        assertThat(record.failure())
                .isNotNull()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(FailureKind.NOT_FOUND));
    }

    @Test
    void a_line_that_nobody_wants_any_more_leaves_the_queue() throws InterruptedException {
        LineExchange waiting = line("{\"model\":\"m\",\"messages\":[]}");
        LineExchange running = line("{\"model\":\"m\",\"messages\":[]}");
        backend.then(call -> {
            Thread second = Thread.ofVirtual().start(() -> pipeline.run(waiting));
            while (pool.gate().open() < 2) {
                Thread.onSpinWait();
            }
            waiting.abandon();
            join(second);
            return ScriptedReply.whole("{\"choices\":[]}", USAGE);
        });

        pipeline.run(running);

        assertThat(running.status()).isEqualTo(200);
        assertThat(waiting.status()).isZero();
        assertThat(backend.calls()).hasSize(1);
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static LineExchange line(String body) {
        return new LineExchange(
                new LineExchange.Order(
                        "batch_req_1",
                        new Principal(STANDARD_ONLY, "0123456789ab", Optional.empty()),
                        Operation.CHAT_COMPLETION,
                        body.getBytes(StandardCharsets.UTF_8),
                        System.nanoTime() + TimeUnit.HOURS.toNanos(1)),
                System.nanoTime());
    }

    private Pool pool() {
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicy.DEFAULT,
                List.of(Pool.spec(backend.name(), backend.capacity(), 0)),
                List.of(),
                Map.of("p", 1.0),
                new SplittableRandom(1));
        return new Pool("m", new AdmissionGate("m", engine, Ticker.system()), Map.of("backend", backend), Map.of());
    }

    private InferencePipeline pipeline() {
        LimitBook book = new LimitBook(
                List.of(new LimitBook.Entry(LimitScope.ORGANISATION, Set.of(ServiceTier.BATCH), enqueued)));
        return new InferencePipeline(new InferencePipeline.Parts(
                Authenticator.of(Map.of()),
                new ModelAliases(Map.of("m", pool)),
                UseCases.NONE,
                RequestLimits.uniform(Duration.ZERO, Duration.ofMinutes(1), 3),
                new Accounting(Pricing.NONE, new LimitGate(book, holds), WallClock.system(), () -> true),
                metering,
                Tracing.NONE,
                Ticker.system(),
                () -> "unused"));
    }
}
