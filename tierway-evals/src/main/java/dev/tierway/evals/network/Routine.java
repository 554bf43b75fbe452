package dev.tierway.evals.network;

import java.util.List;

/**
 * How one intent is served.
 *
 * @param instruction what the model is told to do
 * @param tools names of the tools it may call
 * @param handOffs names of the intents it may hand the customer over to
 */
public record Routine(String instruction, List<String> tools, List<String> handOffs) {

    public Routine {
        tools = List.copyOf(tools);
        handOffs = List.copyOf(handOffs);
    }
}
