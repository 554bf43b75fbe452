package dev.tierway.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final List<String> messages = new ArrayList<>();
    private final Logger log = Logger.getLogger(Delivery.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            messages.add(new SimpleFormatter().formatMessage(message));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(handler);
    }

    @AfterEach
    void leave() {
        log.removeHandler(handler);
    }

    @Test
    void a_collector_that_fails_is_told_of_once_and_once_when_it_is_back() {
        Delivery delivery = new Delivery("traces", "http://c/v1/traces");

        delivery.ended(CompletableResultCode.ofSuccess());
        for (int i = 0; i < 5; i++) {
            delivery.ended(CompletableResultCode.ofExceptionalFailure(
                    new IllegalStateException(new IOException("connection refused"))));
        }
        delivery.ended(CompletableResultCode.ofSuccess());
        delivery.ended(CompletableResultCode.ofSuccess());

        assertThat(messages)
                .containsExactly(
                        "http://c/v1/traces does not take traces: java.io.IOException: connection refused; what it misses is"
                                + " counted, see tierway_telemetry_* in /metrics",
                        "http://c/v1/traces takes traces again");
        assertThat(delivery.failures()).isEqualTo(5);
    }
}
