package dev.tierway.storage.ledger;

/**
 * A stored entry.
 *
 * @param sequence grows in the order in which entries were stored; it has gaps
 */
public record LedgerRow(long sequence, LedgerEntry entry) {}
