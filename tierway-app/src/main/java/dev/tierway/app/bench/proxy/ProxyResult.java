package dev.tierway.app.bench.proxy;

import org.jspecify.annotations.Nullable;

/** All that was measured on one target. */
final class ProxyResult {
    private final Target target;
    final Tally alone = new Tally();
    final Tally paced = new Tally();
    final Tally saturated = new Tally();
    final Tally streamed = new Tally();
    private Departures.@Nullable Outcome departed;
    private Departures.@Nullable Outcome departedFromQueue;

    ProxyResult(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    void departed(Departures.Outcome outcome) {
        departed = outcome;
    }

    void departedFromQueue(Departures.Outcome outcome) {
        departedFromQueue = outcome;
    }

    Departures.@Nullable Outcome departed() {
        return departed;
    }

    Departures.@Nullable Outcome departedFromQueue() {
        return departedFromQueue;
    }

    /** Requests that were not answered as the mock does, over all phases. */
    long errors() {
        return alone.errors() + paced.errors() + saturated.errors() + streamed.errors();
    }

    /** Why the first failed, by phase order; empty when none did. */
    String firstError() {
        for (Tally tally : new Tally[] {alone, paced, saturated, streamed}) {
            if (tally.errors() > 0) {
                return tally.firstError();
            }
        }
        return "";
    }
}
