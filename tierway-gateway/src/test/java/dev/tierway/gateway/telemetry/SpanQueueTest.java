package dev.tierway.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpanQueueTest {
    private final Delivery delivery = new Delivery("traces", "http://127.0.0.1:4318/v1/traces");

    /** A collector that waits before it takes anything, and counts what it took. */
    private static final class SlowCollector implements SpanExporter {
        private final CountDownLatch open = new CountDownLatch(1);
        private final CountDownLatch asked = new CountDownLatch(1);
        private final AtomicInteger taken = new AtomicInteger();
        private final boolean healthy;

        SlowCollector(boolean healthy) {
            this.healthy = healthy;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException interrupted) {
                return CompletableResultCode.ofFailure();
            }
            if (!healthy) {
                return CompletableResultCode.ofFailure();
            }
            taken.addAndGet(spans.size());
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void a_span_that_finds_no_room_is_dropped_and_counted() throws Exception {
        SlowCollector collector = new SlowCollector(true);
        SpanQueue queue = new SpanQueue(collector, delivery);
        SdkTracerProvider spans =
                SdkTracerProvider.builder().addSpanProcessor(queue).build();

        produce(spans, 1);
        collector.asked.await();
        produce(spans, SpanQueue.CAPACITY + 100);
        assertThat(queue.dropped()).isEqualTo(100);

        collector.open.countDown();
        close(spans);
        assertThat(collector.taken).hasValue(1 + SpanQueue.CAPACITY);
        assertThat(queue.dropped()).isEqualTo(100);
        assertThat(delivery.failures()).isZero();
    }

    @Test
    void what_a_failing_collector_misses_is_counted_and_nothing_is_tried_twice_at_the_end() throws Exception {
        SlowCollector collector = new SlowCollector(false);
        SpanQueue queue = new SpanQueue(collector, delivery);
        SdkTracerProvider spans =
                SdkTracerProvider.builder().addSpanProcessor(queue).build();

        produce(spans, 1);
        collector.asked.await();
        produce(spans, 2_000);
        collector.open.countDown();
        close(spans);

        assertThat(queue.dropped()).isEqualTo(2_001);
        assertThat(delivery.failures()).isEqualTo(2);
    }

    private static void produce(SdkTracerProvider spans, int count) {
        for (int i = 0; i < count; i++) {
            spans.get("test").spanBuilder("span").startSpan().end();
        }
    }

    private static void close(SdkTracerProvider spans) {
        assertThat(spans.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
}
