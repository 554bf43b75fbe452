package dev.tierway.simulator.workload;

/** Takes the requests of a trace one by one. */
@FunctionalInterface
public interface TraceConsumer {
    void accept(TraceRequest request);
}
