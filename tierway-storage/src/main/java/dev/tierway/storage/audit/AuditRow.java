package dev.tierway.storage.audit;

/**
 * A stored entry.
 *
 * @param sequence grows in the order in which entries were stored
 */
public record AuditRow(long sequence, AuditEntry entry) {}
