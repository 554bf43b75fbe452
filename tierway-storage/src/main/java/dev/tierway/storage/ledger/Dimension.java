package dev.tierway.storage.ledger;

/** A property of ledger entries to filter and group by. Its values are texts, empty where an entry has none. */
public enum Dimension {
    PROJECT("project"),
    KEY("key_id"),
    USE_CASE("use_case"),
    MODEL("model"),
    DEPLOYMENT("deployment"),
    /** {@link dev.tierway.core.tier.ServiceTier#wireName} of the tier that was asked for. */
    TIER_REQUESTED("tier_requested"),
    /** {@link dev.tierway.core.tier.ServiceTier#wireName} of the tier that served. */
    TIER_SERVED("tier_served"),
    /** Why the tier that served is what it is. */
    REASON("reason"),
    OUTCOME("outcome"),
    RESERVATION("reservation");

    private final String column;

    Dimension(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
