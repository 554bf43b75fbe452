package dev.tierway.evals.dataset;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One example of a dataset. Immutable as long as nobody changes its trees: they are shared, so read them only.
 *
 * @param id unique in its dataset
 * @param cluster what it depends on others through (a document, a scenario, a customer); its id when it stands alone
 * @param input what the target is asked: a text, a list of messages, or an object that the target understands
 * @param expected what is right; a missing node when the dataset does not say
 * @param item the whole row, for templates
 * @param trials how often it is run, when that differs from its suite
 * @param origin file and line it was read from
 */
public record Case(
        String id,
        String cluster,
        JsonNode input,
        JsonNode expected,
        ObjectNode item,
        OptionalInt trials,
        Optional<Origin> origin) {

    public Case {
        Objects.requireNonNull(id);
        if (trials.isPresent() && trials.getAsInt() < 1) {
            throw new IllegalArgumentException("case " + id + " has " + trials.getAsInt() + " trials; at least 1");
        }
    }

    /** Where a case was read: a file and a line in it, from 1. */
    public record Origin(String file, long line) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }
}
