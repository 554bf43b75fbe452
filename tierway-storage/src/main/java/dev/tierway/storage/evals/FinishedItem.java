package dev.tierway.storage.evals;

import dev.tierway.storage.ledger.LedgerEntry;
import java.util.List;

/**
 * An item of a run with its result, and the ledger rows of all calls that led to it.
 *
 * @param number place of the item in its data source, from 0
 * @param criteria what each criterion said, in their order; empty when there was no sample to ask them about
 * @param body the output item as JSON in UTF-8
 */
public record FinishedItem(
        EvalRunClaim claim,
        long number,
        ItemOutcome outcome,
        List<ItemOutcome> criteria,
        byte[] body,
        List<LedgerEntry> entries) {
    public FinishedItem {
        criteria = List.copyOf(criteria);
        entries = List.copyOf(entries);
    }
}
