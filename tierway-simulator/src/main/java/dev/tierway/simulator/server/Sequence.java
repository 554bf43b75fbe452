package dev.tierway.simulator.server;

import dev.tierway.core.tier.ServiceTier;

/** One request inside an engine model; its {@link Composer} sets what it gets in the next step. */
final class Sequence {
    final Attempt attempt;
    final long order;
    private final int cached;

    /** Whether the engine holds KV cache and a slot for it. */
    boolean running;

    int prefillLeft;
    int produced;
    int stepPrefill;
    boolean stepDecode;
    long lastStep;

    Sequence(Attempt attempt, long order, int cached) {
        this.attempt = attempt;
        this.order = order;
        this.cached = cached;
        this.prefillLeft = attempt.inputTokens() - cached;
    }

    ServiceTier tier() {
        return attempt.tier();
    }

    int cached() {
        return cached;
    }

    boolean decoding() {
        return running && prefillLeft == 0;
    }

    /** KV tokens once its prompt is in. */
    long kvTokens() {
        return attempt.inputTokens() + (long) produced;
    }

    /** Loses its KV cache; what it produced becomes part of the prompt to compute again. */
    void evict() {
        running = false;
        prefillLeft = (int) kvTokens();
    }
}
