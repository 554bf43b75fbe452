package dev.tierway.evals.network;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What calling a tool does. Texts in paths and values may hold {@code {{argument}}}; a value that is one such
 * placeholder keeps the argument's type.
 */
public sealed interface Effect {

    /**
     * Rules over the state: when all guards hold, all changes are made, in order, else none.
     *
     * @param reply path of the part of the state that is told back; without one, that it is done
     */
    record Rules(List<Guard> guards, List<Change> changes, Optional<StatePath> reply) implements Effect {
        public Rules {
            guards = List.copyOf(guards);
            changes = List.copyOf(changes);
        }
    }

    /** An HTTP service; see {@link HttpToolEndpoint}. */
    record Endpoint(URI url) implements Effect {}

    /**
     * A condition on the state.
     *
     * @param otherwise what is told when it does not hold
     */
    record Guard(StatePath path, Test test, String otherwise) {}

    /** What a guard asks of the value at its path. */
    sealed interface Test {
        record Equal(JsonNode value) implements Test {}

        record AtLeast(JsonNode value) implements Test {}

        /**
         * That there is a value, or that there is none.
         *
         * @param present which of both
         */
        record Exists(boolean present) implements Test {}
    }

    /** A change of the value at a path. */
    sealed interface Change {
        StatePath path();

        JsonNode value();

        record Set(StatePath path, JsonNode value) implements Change {}

        /** Adds {@code value} to the end of a list, which is made when it is not there. */
        record Append(StatePath path, JsonNode value) implements Change {}

        /** Takes {@code value} from a number, exactly. */
        record Subtract(StatePath path, JsonNode value) implements Change {}
    }
}
