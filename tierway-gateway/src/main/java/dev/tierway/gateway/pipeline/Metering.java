package dev.tierway.gateway.pipeline;

/** Hears of every request once, at its end, whatever its end. Called on the request's thread; must be quick. */
@FunctionalInterface
public interface Metering {
    void ended(RequestRecord record, long endedNanos);
}
