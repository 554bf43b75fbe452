package dev.tierway.evals.target;

import dev.tierway.evals.dataset.Case;

/** What is evaluated: a route of the gateway, an application, a network of intents, or recorded outputs. Thread-safe. */
public interface Target extends AutoCloseable {
    /** Its name in the suite file. */
    String name();

    /** A hash over all that can change an answer, as far as it is known here: model, prompt, parameters, address. */
    String fingerprint();

    /**
     * Runs one trial of a case.
     *
     * @throws TargetFailure when there is no answer, which says nothing about quality
     */
    Sample answer(Case example, Attempt attempt) throws TargetFailure, InterruptedException;

    /** Whether answers are worth remembering: false when asking again is as cheap as looking up. */
    default boolean worthCaching() {
        return true;
    }

    @Override
    void close();

    /**
     * Which of the repeated runs of a case this is.
     *
     * @param trial from 1
     * @param seed differs between trials and cases, the same in every run
     */
    record Attempt(int trial, long seed) {}
}
