package dev.tierway.evals.redact;

import java.util.List;
import java.util.SortedMap;

/**
 * A document without its personal data.
 *
 * @param texts in the order given
 * @param counts how many findings were replaced, by label; never the findings themselves
 */
public record Redaction(List<String> texts, SortedMap<String, Integer> counts) {}
