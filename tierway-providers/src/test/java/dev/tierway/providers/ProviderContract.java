package dev.tierway.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Provider} must do. A subclass says how to bring its backend into each {@link Scenario}. */
@Timeout(60)
public abstract class ProviderContract {
    protected enum Scenario {
        /** Answers every request with a few tokens. */
        ANSWERS,
        /** Takes the request and says nothing. */
        STALLS_BEFORE_ANSWERING,
        /** Streams one event and then says nothing. */
        STALLS_INSIDE_ANSWER,
        /** Fails every request by a fault of its own. */
        FAILS
    }

    /** A provider with its backend in a scenario. */
    protected interface Subject extends AutoCloseable {
        Provider provider();

        /** Waits until the backend works on a request. */
        void awaitWorking();

        /** Waits until the backend has stopped working on {@code count} requests that were given up. */
        void awaitStopped(int count);

        /** What {@link Scenario#ANSWERS} uses. */
        Usage usage();

        @Override
        void close();
    }

    protected abstract Subject subject(Scenario scenario);

    protected abstract InferenceRequest request(boolean stream);

    private final Cancellation cancellation = new Cancellation();

    private ProviderCall call(boolean stream) {
        return new ProviderCall(
                "req-1",
                request(stream),
                ServiceTier.STANDARD,
                "project-a",
                System.nanoTime() + Duration.ofMinutes(5).toNanos(),
                cancellation,
                null);
    }

    private static List<String> drain(ProviderReply.Streaming reply) {
        List<String> events = new ArrayList<>();
        for (Slice event = reply.next(); event != null; event = reply.next()) {
            events.add(event.toString());
        }
        return events;
    }

    @Test
    void a_whole_reply_comes_with_exact_usage() {
        try (Subject subject = subject(Scenario.ANSWERS);
                ProviderReply reply = subject.provider().call(call(false))) {
            assertThat(reply).isInstanceOf(ProviderReply.Complete.class);
            assertThat(((ProviderReply.Complete) reply).body().toString()).contains("\"choices\"");
            assertThat(reply.usage()).isEqualTo(subject.usage());
            assertThat(reply.usageEstimated()).isFalse();
        }
    }

    @Test
    void a_stream_gives_payloads_then_null_and_exact_usage() {
        try (Subject subject = subject(Scenario.ANSWERS);
                ProviderReply reply = subject.provider().call(call(true))) {
            ProviderReply.Streaming stream = (ProviderReply.Streaming) reply;
            List<String> events = drain(stream);
            assertThat(events)
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event).startsWith("{").endsWith("}"));
            assertThat(stream.next()).isNull();
            assertThat(stream.ready()).isTrue();
            assertThat(reply.usage()).isEqualTo(subject.usage());
            assertThat(reply.usageEstimated()).isFalse();
        }
    }

    @Test
    void many_calls_one_after_another_work() {
        try (Subject subject = subject(Scenario.ANSWERS)) {
            for (int i = 0; i < 20; i++) {
                try (ProviderReply reply = subject.provider().call(call(true))) {
                    assertThat(drain((ProviderReply.Streaming) reply)).isNotEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelling_a_call_that_waits_stops_the_backend(boolean stream) {
        try (Subject subject = subject(Scenario.STALLS_BEFORE_ANSWERING)) {
            CompletableFuture<FailureException> failure = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (ProviderReply reply = subject.provider().call(call(stream))) {
                    if (reply instanceof ProviderReply.Streaming streaming) {
                        streaming.next();
                    }
                    failure.completeExceptionally(new AssertionError("the call returned"));
                } catch (FailureException expected) {
                    failure.complete(expected);
                }
            });
            subject.awaitWorking();
            cancellation.cancel(Cancellation.Reason.CLIENT_GONE);
            subject.awaitStopped(1);
            assertThat(failure.orTimeout(10, TimeUnit.SECONDS).join().failure().kind())
                    .isEqualTo(FailureKind.CLIENT_GONE);
        }
    }

    @Test
    void cancelling_inside_a_stream_stops_the_backend() {
        try (Subject subject = subject(Scenario.STALLS_INSIDE_ANSWER);
                ProviderReply reply = subject.provider().call(call(true))) {
            ProviderReply.Streaming stream = (ProviderReply.Streaming) reply;
            assertThat(stream.next()).isNotNull();
            Thread.ofVirtual().start(() -> cancellation.cancel(Cancellation.Reason.PREEMPTED));
            subject.awaitStopped(1);
            assertThatThrownBy(() -> drain(stream))
                    .asInstanceOf(type(FailureException.class))
                    .satisfies(failure -> assertThat(failure.failure().code()).isEqualTo("preempted"));
        }
    }

    @Test
    void closing_a_reply_early_stops_the_backend() {
        try (Subject subject = subject(Scenario.STALLS_INSIDE_ANSWER)) {
            try (ProviderReply reply = subject.provider().call(call(true))) {
                assertThat(((ProviderReply.Streaming) reply).next()).isNotNull();
                assertThat(reply.usageEstimated()).isTrue();
            }
            subject.awaitStopped(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Cancellation.Reason.class)
    void a_call_cancelled_before_it_starts_does_not_start(Cancellation.Reason reason) {
        cancellation.cancel(reason);
        try (Subject subject = subject(Scenario.ANSWERS)) {
            assertThatThrownBy(() -> {
                        try (ProviderReply reply = subject.provider().call(call(true))) {
                            drain((ProviderReply.Streaming) reply);
                        }
                    })
                    .isInstanceOf(FailureException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_fault_of_the_backend_may_be_tried_elsewhere(boolean stream) {
        try (Subject subject = subject(Scenario.FAILS)) {
            assertThatThrownBy(() -> {
                        try (ProviderReply reply = subject.provider().call(call(stream))) {
                            drain((ProviderReply.Streaming) reply);
                        }
                    })
                    .asInstanceOf(type(FailureException.class))
                    .satisfies(failure ->
                            assertThat(failure.failure().kind().retryable()).isTrue());
        }
    }

    @Test
    void closing_twice_does_no_harm() {
        try (Subject subject = subject(Scenario.ANSWERS)) {
            ProviderReply reply = subject.provider().call(call(true));
            reply.close();
            reply.close();
            subject.provider().close();
            subject.provider().close();
        }
    }

    @Test
    void an_input_estimate_grows_with_the_prompt_and_is_never_zero() {
        try (Subject subject = subject(Scenario.ANSWERS)) {
            assertThat(subject.provider().estimateInputTokens(request(false))).isPositive();
        }
    }
}
