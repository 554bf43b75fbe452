package dev.tierway.gateway.quota;

import dev.tierway.gateway.limit.Draw;

/** What a rate counts. */
public enum RateUnit {
    REQUESTS("requests"),
    TOKENS("tokens");

    private final String label;

    RateUnit(String label) {
        this.label = label;
    }

    /** As in {@code x-ratelimit-limit-<label>}. */
    public String label() {
        return label;
    }

    long of(Draw draw) {
        return switch (this) {
            case REQUESTS -> draw.requests();
            case TOKENS -> draw.tokens();
        };
    }
}
