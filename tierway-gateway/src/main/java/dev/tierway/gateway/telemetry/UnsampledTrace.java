package dev.tierway.gateway.telemetry;

import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.gateway.pipeline.RequestTrace;
import dev.tierway.scheduler.engine.Decision;

/**
 * The trace of a request that is not sampled: nothing is noted, and backends are told not to note anything either.
 */
record UnsampledTrace(String traceparent) implements RequestTrace {
    @Override
    public void queued() {}

    @Override
    public String attempt(Decision.Dispatch dispatch) {
        return traceparent;
    }

    @Override
    public void attemptFailed(String code) {}

    @Override
    public void ended(RequestRecord record, long endedNanos) {}
}
