package dev.tierway.scheduler.engine;

import java.util.Locale;

/** Why a request was served in the tier it was served in: a low-cardinality label for metrics, headers and ledger. */
public enum TierReason {
    /** Served as asked. */
    REQUESTED,
    /** The caller named no tier, so the key's default applied. */
    DEFAULTED,
    /** The caller named no tier and was throttled or answered late, so its use case's better tier applied for a while. */
    ESCALATED,
    /** Reserved work above its entitlement, served by the reservation's spill policy. */
    RESERVATION_EXHAUSTED,
    /** Reserved work while its reservation is not active, served by the reservation's spill policy. */
    OUTSIDE_WINDOW,
    /** Reserved work that asked to leave its reservation alone, served by the reservation's spill policy. */
    RESERVATION_SKIPPED,
    /** Flex work at its deadline, served as standard because the caller opted in. */
    FLEX_FALLBACK,
    /** Dispatched in the turn of the tier above because its slack had run out; the tier it is served in does not change. */
    SLACK_PROMOTION;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
