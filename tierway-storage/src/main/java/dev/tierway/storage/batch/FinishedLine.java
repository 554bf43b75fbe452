package dev.tierway.storage.batch;

import dev.tierway.storage.ledger.LedgerEntry;

/**
 * A line that has run.
 *
 * @param entry what it used; its request id is the line's
 */
public record FinishedLine(LineClaim claim, LineOutcome outcome, LedgerEntry entry) {
    public FinishedLine {
        if (!entry.requestId().equals(claim.requestId())) {
            throw new IllegalArgumentException(
                    "the entry of request " + entry.requestId() + " is not one of line " + claim.requestId());
        }
    }
}
