package dev.tierway.storage.evals;

/** An item of a run that has its result; see {@link FinishedItem}. */
public record StoredItem(long number, ItemOutcome outcome, byte[] body) {}
