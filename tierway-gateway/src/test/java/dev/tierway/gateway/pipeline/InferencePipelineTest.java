package dev.tierway.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.fake.ScriptedReply;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.Provider;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferencePipelineTest {
    private static final String WHOLE = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[]}";
    private static final String CHUNK = "{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}";
    private static final String FINISH = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final Usage USAGE = Usage.of(7, 3, 5);
    private static final Failure RESET =
            Failure.of(FailureKind.UPSTREAM_FAILED, "upstream_reset", "the backend closed the connection");

    private final ScriptedProvider first = ScriptedProvider.withSlots("first", 1);
    private final ScriptedProvider second = ScriptedProvider.withSlots("second", 1);
    private final List<RequestRecord> ended = new ArrayList<>();
    private final Pool pool = pool(first, second);
    private final InferencePipeline pipeline = pipeline(pool);

    @AfterEach
    void nothing_is_left_open() {
        assertThat(pool.gate().open()).isZero();
        assertThat(first.open() + second.open()).isZero();
        assertThat(pool.gate().snapshot().open()).isZero();
        pool.close();
    }

    @Test
    void a_whole_reply_tells_its_tier_in_body_and_headers() {
        first.then(call -> ScriptedReply.whole(WHOLE, USAGE));
        second.then(call -> ScriptedReply.whole(WHOLE, USAGE));

        MemoryExchange exchange = serve(chat("\"service_tier\":\"priority\""));

        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.sent()).isEqualTo("{\"service_tier\":\"priority\"," + WHOLE.substring(1));
        assertThat(exchange.headers())
                .containsEntry("x-tierway-tier-requested", "priority")
                .containsEntry("x-tierway-tier-served", "priority")
                .containsEntry("x-tierway-tier-reason", "requested")
                .containsEntry("x-tierway-cached-tokens", "3")
                .containsEntry("x-request-id", "id-1")
                .containsKeys("x-tierway-deployment", "x-tierway-queue-ms", "x-tierway-ttft-ms");
        assertThat(ended).singleElement().satisfies(record -> {
            assertThat(record.usage()).isEqualTo(USAGE);
            assertThat(record.outcome()).isEqualTo("completed");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\":1", "\"service_tier\":\"auto\"", "\"service_tier\":null"})
    void a_request_that_names_no_tier_gets_the_project_s_default(String member) {
        bothAnswer();

        assertThat(serve(chat(member)).headers())
                .containsEntry("x-tierway-tier-served", "default")
                .containsEntry("x-tierway-tier-reason", "defaulted");
    }

    @Test
    void the_last_event_of_a_stream_tells_what_the_gateway_did() {
        first.then(call -> ScriptedReply.events(USAGE, CHUNK, FINISH));
        second.then(call -> ScriptedReply.events(USAGE, CHUNK, FINISH));

        MemoryExchange exchange = serve(chat("\"service_tier\":\"flex\",\"stream\":true"));

        List<String> events = List.of(exchange.sent().split("\n\n", -1));
        assertThat(events.get(0)).isEqualTo("data: {\"service_tier\":\"flex\"," + CHUNK.substring(1));
        assertThat(events.get(1))
                .contains("\"tierway\":{\"request_id\":\"id-1\",\"tier_requested\":\"flex\",\"tier_served\":\"flex\"")
                .contains("\"cached_tokens\":3");
        assertThat(events.get(2)).isEqualTo("data: [DONE]");
        assertThat(exchange.ended()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key|{\"model\":\"m\"|400|malformed_json|",
                "key|{\"messages\":[],\"model\":\"nope\"}|404|model_not_found|model",
                "key|{\"messages\":[],\"model\":\"m\",\"service_tier\":\"gold\"}|400|unknown_service_tier|service_tier",
                "key|{\"messages\":[],\"model\":\"m\",\"service_tier\":\"batch\"}|403|service_tier_not_allowed|service_tier",
                "key|{\"messages\":[],\"model\":\"m\",\"service_tier\":\"reserved\"}|400|no_reservation|service_tier",
                "stolen|{\"messages\":[],\"model\":\"m\"}|401|invalid_api_key|",
            })
    void what_cannot_be_served_is_refused_before_it_costs_anything(
            String key, String body, int status, String code, String param) {
        MemoryExchange exchange = serve(new MemoryExchange(body).with("authorization", "Bearer " + key));

        assertThat(exchange.status()).isEqualTo(status);
        assertThat(exchange.sent()).contains("\"code\":\"" + code + "\"");
        assertThat(exchange.sent()).contains("\"param\":" + (param == null ? "null" : "\"" + param + "\""));
        assertThat(first.calls()).isEmpty();
        assertThat(ended)
                .singleElement()
                .satisfies(record -> assertThat(record.outcome()).isEqualTo(code));
    }

    @Test
    void a_deployment_that_fails_before_the_first_byte_is_replaced() {
        AtomicBoolean failed = new AtomicBoolean();
        ScriptedProvider.Step firstCallFails = call -> {
            if (!failed.getAndSet(true)) {
                throw RESET.toException();
            }
            return ScriptedReply.whole(WHOLE, USAGE);
        };
        first.then(firstCallFails);
        second.then(firstCallFails);

        MemoryExchange exchange = serve(chat("\"x\":1"));

        assertThat(exchange.status()).isEqualTo(200);
        assertThat(first.calls()).hasSize(1);
        assertThat(second.calls()).hasSize(1);
    }

    @Test
    void when_every_deployment_fails_the_caller_learns_of_what() {
        first.thenFail(RESET);
        second.thenFail(RESET);

        MemoryExchange exchange = serve(chat("\"x\":1"));

        assertThat(exchange.status()).isEqualTo(502);
        assertThat(exchange.sent()).contains("\"code\":\"upstream_reset\"");
    }

    @Test
    void a_failure_that_another_deployment_cannot_mend_is_passed_on() {
        Failure invalid = Failure.invalid("messages[0].role", "invalid_value", "role 'king' is not known");
        first.thenFail(invalid);
        second.thenFail(invalid);

        MemoryExchange exchange = serve(chat("\"x\":1"));

        assertThat(exchange.status()).isEqualTo(400);
        assertThat(exchange.sent()).contains("messages[0].role");
        assertThat(first.calls().size() + second.calls().size()).isEqualTo(1);
    }

    @Test
    void a_failure_after_the_first_byte_ends_the_stream_with_an_error_event() {
        ScriptedReply.Live broken = ScriptedReply.live(USAGE);
        broken.send(CHUNK);
        broken.fail(RESET);
        first.then(call -> broken);
        second.then(call -> broken);

        MemoryExchange exchange = serve(chat("\"stream\":true"));

        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.sent()).contains("\"code\":\"upstream_reset\"").doesNotContain("[DONE]");
        assertThat(ended).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo("upstream_reset");
            assertThat(record.usage()).isEqualTo(USAGE);
        });
    }

    @Test
    void a_client_that_leaves_mid_stream_stops_the_backend() throws InterruptedException {
        ScriptedReply.Live endless = ScriptedReply.live(USAGE);
        endless.send(CHUNK);
        first.then(call -> endless);
        second.then(call -> endless);
        MemoryExchange exchange = chat("\"stream\":true");
        Thread serving = Thread.ofVirtual().start(() -> serve(exchange));
        exchange.awaitFirstWrite();

        exchange.leave();
        serving.join();

        assertThat(exchange.ended()).isFalse();
        assertThat(ended).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo("client_gone");
            assertThat(record.usage()).isEqualTo(USAGE);
        });
    }

    @Test
    void a_client_that_leaves_while_queued_frees_its_place() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(2);
        ScriptedProvider.Step held = call -> {
            running.countDown();
            return ScriptedReply.live(USAGE);
        };
        first.then(held);
        second.then(held);
        List<MemoryExchange> running2 = List.of(chat("\"stream\":true"), chat("\"stream\":true"));
        List<Thread> threads = new ArrayList<>();
        for (MemoryExchange exchange : running2) {
            threads.add(Thread.ofVirtual().start(() -> serve(exchange)));
        }
        running.await();
        MemoryExchange queued = chat("\"stream\":true");
        Thread waiting = Thread.ofVirtual().start(() -> serve(queued));
        while (pool.gate().open() < 3) {
            Thread.onSpinWait();
        }

        queued.leave();
        waiting.join();

        assertThat(pool.gate().open()).isEqualTo(2);
        assertThat(queued.sent()).isEmpty();
        running2.forEach(MemoryExchange::leave);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void a_client_that_leaves_while_the_backend_is_silent_cancels_the_call() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        ScriptedProvider.Step silent = call -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            call.cancellation().onCancel(cancelled::countDown);
            called.countDown();
            await(cancelled);
            assertThat(call.cancellation().reason()).isEqualTo(Cancellation.Reason.CLIENT_GONE);
            throw RESET.toException();
        };
        first.then(silent);
        second.then(silent);
        MemoryExchange exchange = chat("\"x\":1");
        Thread serving = Thread.ofVirtual().start(() -> serve(exchange));
        called.await();

        exchange.leave();
        serving.join();

        assertThat(first.calls().size() + second.calls().size()).isEqualTo(1);
        assertThat(ended)
                .singleElement()
                .satisfies(record -> assertThat(record.outcome()).isEqualTo("client_gone"));
    }

    @Test
    void a_defect_of_ours_still_frees_everything() {
        ScriptedProvider.Step defect = call -> {
            throw new IllegalStateException("defect");
        };
        first.then(defect);
        second.then(defect);

        try {
            serve(chat("\"x\":1"));
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("defect");
        }

        assertThat(ended)
                .singleElement()
                .satisfies(record -> assertThat(record.outcome()).isEqualTo("internal_error"));
    }

    private void bothAnswer() {
        first.then(call -> ScriptedReply.whole(WHOLE, USAGE));
        second.then(call -> ScriptedReply.whole(WHOLE, USAGE));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static MemoryExchange chat(String members) {
        return new MemoryExchange("{\"model\":\"m\",\"messages\":[]," + members + "}");
    }

    private MemoryExchange serve(MemoryExchange exchange) {
        pipeline.serve(exchange, Operation.CHAT_COMPLETION);
        return exchange;
    }

    private InferencePipeline pipeline(Pool served) {
        Project project =
                new Project("p", 1, EnumSet.complementOf(EnumSet.of(ServiceTier.BATCH)), ServiceTier.STANDARD);
        int[] ids = {0};
        return new InferencePipeline(new InferencePipeline.Parts(
                Authenticator.of(Map.of(KeyDigest.of("key"), project)),
                new ModelAliases(Map.of("m", served)),
                RequestLimits.uniform(Duration.ofMinutes(1), Duration.ofMinutes(1), 3),
                Accounting.none(Ticker.system(), WallClock.system()),
                (record, endedNanos) -> {
                    synchronized (ended) {
                        ended.add(record);
                    }
                },
                Ticker.system(),
                () -> "id-" + ++ids[0]));
    }

    private static Pool pool(ScriptedProvider... providers) {
        List<DeploymentSpec> specs = new ArrayList<>();
        Map<String, Provider> byName = new TreeMap<>();
        for (ScriptedProvider provider : providers) {
            specs.add(Pool.spec(provider.name(), provider.capacity(), 0));
            byName.put(provider.name(), provider);
        }
        SchedulerEngine engine =
                new SchedulerEngine(PoolPolicy.DEFAULT, specs, List.of(), Map.of("p", 1.0), new SplittableRandom(1));
        return new Pool("pool", new AdmissionGate("pool", engine, Ticker.system()), byName, Map.of());
    }
}
