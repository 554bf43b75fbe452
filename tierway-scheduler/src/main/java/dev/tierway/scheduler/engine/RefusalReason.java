package dev.tierway.scheduler.engine;

import java.util.Locale;

/** Why a request was turned away without being served: a low-cardinality label. */
public enum RefusalReason {
    /** The queue of the request's tier or project is full. */
    QUEUE_FULL,
    /** The predicted wait is past the request's deadline. */
    DEADLINE_UNREACHABLE,
    /** The deadline passed while it waited. */
    DEADLINE_PASSED,
    /** Flex capacity did not come in time. */
    FLEX_UNAVAILABLE,
    /** Above the reservation's entitlement, and neither its spill policy nor the request lets it go elsewhere. */
    RESERVATION_EXHAUSTED,
    /** The reservation is not active now, and neither its spill policy nor the request lets it go elsewhere. */
    OUTSIDE_WINDOW,
    /** The request asked for a spill that its reservation does not permit. */
    SPILL_NOT_PERMITTED,
    /** The project has no reservation on this pool. */
    NO_RESERVATION,
    /** Larger than any deployment of the pool can hold. */
    TOO_LARGE,
    /** No deployment of the pool is healthy. */
    NO_DEPLOYMENT;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
