package dev.tierway.gateway.budget;

/** What a budget does with a request whose model has no price. */
public enum UnpricedPolicy {
    /** Turns it away: what cannot be counted cannot be limited. */
    REFUSE,
    /** Serves it, and counts it as unpriced instead of as money. */
    SERVE
}
