package dev.tierway.evals.model;

/** A model that answers chat completions: the gateway over HTTP, the pipeline from inside, or a script. Thread-safe. */
@FunctionalInterface
public interface ChatModel {
    /**
     * The answer to one question.
     *
     * @throws ModelFailure when there is no answer, whatever the reason; never for an answer that is bad
     */
    ModelReply reply(ModelCall call) throws ModelFailure, InterruptedException;
}
