package dev.tierway.evals.network;

import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.model.Timing;
import dev.tierway.evals.target.Turn;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds conversations with customers and may change a world by it. Thread-safe. */
public interface Agent extends AutoCloseable {
    /** A hash over all that can change what it says, as far as it is known here. */
    String fingerprint();

    /**
     * Opens a conversation.
     *
     * @param state the world before it; absent for the agent's own
     */
    Talk open(Optional<JsonNode> state, long seed);

    /** The world after {@code calls}, one after the other; a missing node when the agent has no world. */
    JsonNode replay(Optional<JsonNode> state, List<ToolCall> calls) throws InterruptedException;

    /** Nothing, unless the agent holds something open. */
    @Override
    default void close() {}

    /** One conversation. Used by one thread. */
    interface Talk {
        /**
         * The answer to the last turn.
         *
         * @param transcript ends with the customer
         */
        Reply reply(List<Turn> transcript) throws ModelFailure, InterruptedException;

        /** The world as it is now; a missing node when the agent has none. */
        JsonNode state();

        /** What went on inside so far, as {@link dev.tierway.evals.target.Sample#inside} describes. */
        ObjectNode inside();
    }

    /** What was said, and what it took. */
    record Reply(String text, Spend spend, Timing timing) {}
}
