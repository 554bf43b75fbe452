package dev.tierway.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.metering.GatewayMetrics;
import dev.tierway.gateway.metering.LedgerMetering;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.fake.ScriptedReply;
import dev.tierway.providers.spi.Operation;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Timing;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a request's time went, on a clock that only the test moves. */
class RequestTimesTest {
    /** Time in which the last of an answer is sent, when the request has ended. */
    private static final long LAST = millis(10);

    private static final String WHOLE = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[]}";
    private static final String CHUNK = "{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}";
    private static final String FINISH = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final Usage FIVE_TOKENS = Usage.of(7, 3, 5);
    private static final String STREAM = "{\"model\":\"m\",\"messages\":[],\"stream\":true}";
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[]}";

    private final FakeTicker ticker = new FakeTicker();
    private final ScriptedProvider backend = ScriptedProvider.withSlots("backend", 1);
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private final Pool pool = pool(backend);
    private final GatewayMetrics metrics = new GatewayMetrics(List.of(pool), ticker);
    private long relayed;

    @AfterEach
    void close() {
        pool.close();
        metrics.close();
    }

    @Test
    void the_parts_of_a_stream_add_up() {
        backend.then(call -> {
            pass(40);
            return ScriptedReply.events(FIVE_TOKENS, CHUNK, FINISH).timed(millis(5));
        });

        MemoryExchange exchange = serve(STREAM);

        Timing timing = timing();
        assertThat(timing).isEqualTo(new Timing(millis(7), millis(47), relayed - LAST, millis(5)));
        assertThat(relayed).isGreaterThan(LAST);
        assertThat(exchange.headers())
                .containsEntry("x-tierway-queue-ms", "7.0")
                .containsEntry("x-tierway-network-ms", "5.0")
                .containsEntry("x-tierway-ttft-ms", "47.0");
        assertThat(exchange.sent()).contains("\"queue_ms\":7.0,\"network_ms\":5.0,\"ttft_ms\":47.0");
        assertThat(metrics.scrape())
                .contains("tierway_part_seconds_sum" + part("queue") + " 0.007")
                .contains("tierway_part_seconds_sum" + part("network") + " 0.005")
                .contains("tierway_part_seconds_sum" + part("prefill") + " 0.035")
                .contains("tierway_part_seconds_count" + part("decode") + " 1");
    }

    @Test
    void an_attempt_that_failed_is_part_of_the_queue() {
        ScriptedProvider other = ScriptedProvider.withSlots("other", 1);
        AtomicInteger attempts = new AtomicInteger();
        List.of(backend, other)
                .forEach(provider -> provider.then(call -> {
                    if (attempts.incrementAndGet() == 1) {
                        pass(20);
                        throw Failure.of(FailureKind.UPSTREAM_FAILED, "upstream_reset", "closed")
                                .toException();
                    }
                    pass(40);
                    return ScriptedReply.events(FIVE_TOKENS, CHUNK, FINISH).timed(millis(5));
                }));

        try (Pool two = pool(backend, other)) {
            serve(two, STREAM);
        }

        assertThat(attempts).hasValue(2);
        assertThat(timing().queueNanos()).isEqualTo(millis(27));
        assertThat(timing().ttftNanos()).isEqualTo(millis(67));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, -1, 47, -1, -1", // nothing is told
        " 3, -1, 47,  3, -1",
        " 3, 30, 17,  3, 30",
        " 3,  0, 47,  3,  0",
        "90, 30, 17, 10, 30", // no more network than there was time
        " 3, 41, 47,  3, -1", // more decoding than there was time
    })
    void a_whole_reply_has_the_times_that_its_backend_tells(
            int network, int decoded, long ttft, int knownNetwork, int knownDecode) {
        backend.then(call -> {
            pass(40);
            return ScriptedReply.whole(WHOLE, FIVE_TOKENS)
                    .timed(network < 0 ? -1 : millis(network), decoded < 0 ? -1 : millis(decoded));
        });

        serve(CHAT);

        assertThat(timing())
                .isEqualTo(new Timing(
                        millis(7),
                        millis(ttft),
                        knownDecode < 0 ? Timing.UNKNOWN : millis(knownDecode),
                        knownNetwork < 0 ? Timing.UNKNOWN : millis(knownNetwork)));
    }

    @Test
    void what_never_was_sent_has_no_times() {
        serve("{\"model\":\"m\",\"messages\":[],\"service_tier\":\"batch\"}");

        assertThat(timing()).isEqualTo(Timing.NONE);
    }

    @Test
    void targets_are_judged_in_the_tier_that_served() {
        backend.then(call -> {
            pass(40);
            return ScriptedReply.events(FIVE_TOKENS, CHUNK, FINISH);
        });

        serve(STREAM);
        serve("{\"model\":\"m\",\"messages\":[],\"stream\":true,\"service_tier\":\"priority\"}");

        assertThat(metrics.scrape())
                .contains(target("true", "ttft", "default") + " 1.0")
                .contains(target("false", "ttft", "priority") + " 1.0")
                .contains(target("true", "ttft", "priority") + " 0.0")
                .contains(target("false", "otps", "priority") + " 1.0")
                .doesNotContain("target=\"otps\",tier_served=\"default\"");
    }

    @Test
    void only_what_was_completed_is_judged() {
        backend.then(call -> {
            ScriptedReply.Live live = ScriptedReply.live(FIVE_TOKENS);
            live.send(CHUNK);
            live.fail(Failure.of(FailureKind.UPSTREAM_FAILED, "upstream_reset", "closed"));
            return live;
        });

        serve(STREAM);

        assertThat(ledger).singleElement().extracting(LedgerEntry::outcome).isEqualTo("upstream_reset");
        assertThat(metrics.scrape()).doesNotContain("tierway_part_seconds", "tierway_target_requests");
    }

    @Test
    void a_rate_of_whole_replies_that_nobody_told_is_not_judged() {
        backend.then(call -> ScriptedReply.whole(WHOLE, FIVE_TOKENS));

        serve("{\"model\":\"m\",\"messages\":[],\"service_tier\":\"priority\"}");

        assertThat(metrics.scrape())
                .contains(target("true", "ttft", "priority") + " 0.0")
                .contains(target("false", "ttft", "priority") + " 0.0");
    }

    private static String part(String part) {
        return "{deployment=\"backend\",model=\"m\",part=\"" + part + "\",tier_served=\"default\"}";
    }

    private static String target(String met, String target, String tier) {
        return "tierway_target_requests_total{met=\"" + met + "\",model=\"m\",target=\"" + target + "\",tier_served=\""
                + tier + "\"}";
    }

    private Timing timing() {
        return ledger.getLast().timing();
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private void pass(long millis) {
        ticker.advance(Duration.ofMillis(millis));
    }

    /** Serves a request whose reading took 7 ms; everything that is sent to its client takes 10 ms. */
    private MemoryExchange serve(String body) {
        return serve(pool, body);
    }

    private MemoryExchange serve(Pool serving, String body) {
        relayed = 0;
        MemoryExchange exchange = new MemoryExchange(body)
                .arrivedAt(ticker.nanos())
                .onWrite(() -> {
                    pass(10);
                    relayed += LAST;
                });
        pass(7);
        pipeline(serving).serve(exchange, Operation.CHAT_COMPLETION);
        return exchange;
    }

    private InferencePipeline pipeline(Pool serving) {
        Project project = new Project("p", 1, Set.of(ServiceTier.PRIORITY, ServiceTier.STANDARD), ServiceTier.STANDARD);
        LatencyTargets targets = new LatencyTargets(Map.of(
                "m",
                Map.of(
                        ServiceTier.STANDARD, new LatencyTarget(Optional.of(Duration.ofMillis(47)), Optional.empty()),
                        ServiceTier.PRIORITY,
                                new LatencyTarget(Optional.of(Duration.ofMillis(46)), Optional.of(1_000_000.0)))));
        return new InferencePipeline(new InferencePipeline.Parts(
                Authenticator.of(Map.of(KeyDigest.of("key"), project)),
                new ModelAliases(Map.of("m", serving)),
                UseCases.NONE,
                RequestLimits.uniform(Duration.ofMinutes(1), Duration.ofMinutes(1), 3),
                Accounting.none(ticker, WallClock.system()),
                metrics.latency(targets).and(new LedgerMetering(ledger::add, WallClock.system(), "c0ffee")),
                Tracing.NONE,
                ticker,
                () -> "id-" + ledger.size()));
    }

    private Pool pool(ScriptedProvider... providers) {
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicy.DEFAULT,
                Stream.of(providers)
                        .map(it -> Pool.spec(it.name(), it.capacity(), 0))
                        .toList(),
                List.of(),
                Map.of("p", 1.0),
                new SplittableRandom(1));
        return new Pool(
                "m",
                new AdmissionGate("m", engine, ticker),
                Stream.of(providers).collect(Collectors.toMap(ScriptedProvider::name, it -> it)),
                Map.of());
    }
}
