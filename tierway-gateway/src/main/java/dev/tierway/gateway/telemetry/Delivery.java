package dev.tierway.gateway.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Whether a collector takes the exports of one signal; says so when that changes, and not each time. Thread-safe. */
final class Delivery {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

    private final String signal;
    private final String endpoint;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final LongAdder failures = new LongAdder();

    Delivery(String signal, String endpoint) {
        this.signal = signal;
        this.endpoint = endpoint;
    }

    /** An export has ended. */
    void ended(CompletableResultCode result) {
        if (result.isSuccess()) {
            if (failing.getAndSet(false)) {
                LOG.log(Level.INFO, "{0} takes {1} again", endpoint, signal);
            }
            return;
        }
        failures.increment();
        if (!failing.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "{0} does not take {1}: {2}; what it misses is counted, see tierway_telemetry_* in /metrics",
                    endpoint,
                    signal,
                    reason(result.getFailureThrowable()));
        }
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "it did not answer in time";
        }
        if (failure.getCause() == null && failure.getMessage() == null) {
            return "it answers with a status that is not 2xx";
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        // Others may quote a header.
        return cause instanceof IOException
                ? cause.toString()
                : cause.getClass().getName();
    }

    /** Exports that came to nothing. */
    long failures() {
        return failures.sum();
    }
}
