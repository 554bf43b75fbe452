package dev.tierway.evals.redact;

/** The characters {@code start} (inclusive) to {@code end} (exclusive) of a text, as something to take out. */
record Finding(int start, int end, String label) {}
