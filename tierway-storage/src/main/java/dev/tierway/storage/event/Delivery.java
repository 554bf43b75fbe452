package dev.tierway.storage.event;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the telling of an event to one webhook has come.
 *
 * @param since when it was first to be told, or was asked to be told again
 * @param attempts begun since then
 * @param dueAt when it is tried next, while it waits
 * @param lastAt when the last attempt ended; empty before
 * @param lastResult how the last attempt ended, like {@code answered 503}; empty before
 */
public record Delivery(
        String webhook,
        State state,
        Instant since,
        int attempts,
        Instant dueAt,
        Optional<Instant> lastAt,
        String lastResult) {

    /** Where a delivery stands. */
    public enum State {
        WAITING("waiting"),
        /** The receiver has taken it. */
        DELIVERED("delivered"),
        /** Given up on. */
        FAILED("failed");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** Empty for a name that is none. */
        public static Optional<State> fromWire(String name) {
            for (State state : values()) {
                if (state.wireName.equals(name)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }
}
