package dev.tierway.evals.embedding;

import java.util.Optional;
import java.util.Set;

/** The embedding models that can be used by name. Thread-safe. */
public interface Embedders {
    /** What is used where none is named. */
    String STANDARD = "all-minilm-l6-v2-q";

    /** None at all. */
    Embedders NONE = new Embedders() {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<Embedder> find(String name) {
            return Optional.empty();
        }
    };

    /** What can be asked for. */
    Set<String> names();

    /** The model of that name, loaded by the first call; empty when there is none. */
    Optional<Embedder> find(String name);
}
