package dev.tierway.gateway.pipeline;

/** Hears of every request once, at its end, whatever its end, before its caller has the last of the answer. Called on the
 * request's thread, which waits for it. */
@FunctionalInterface
public interface Metering {
    void ended(RequestRecord record, long endedNanos);

    /** Tells {@code other} after this one, also when this one fails. */
    default Metering and(Metering other) {
        return (record, endedNanos) -> {
            try {
                ended(record, endedNanos);
            } finally {
                other.ended(record, endedNanos);
            }
        };
    }
}
