package dev.tierway.evals.redact;

import java.util.function.Consumer;

/** Finds one kind of thing in a text, in time linear in its length. Thread-safe. */
@FunctionalInterface
interface Detector {
    void find(String text, Consumer<Finding> found);
}
