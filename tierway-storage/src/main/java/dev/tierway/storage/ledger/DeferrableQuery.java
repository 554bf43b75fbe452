package dev.tierway.storage.ledger;

import java.time.Duration;
import java.util.List;

/**
 * What could have waited: which requests are looked at, and by what rule.
 *
 * @param filter narrows what is summed up, not what {@code bulkRequests} counts
 * @param groupBy dimensions told apart; may be empty
 * @param bulkRequests so many requests of one key for one model, sent in one minute, were sent in bulk; at least 1
 * @param patience who waited this long for an answer, and stayed, is patient
 * @param promptSteps prompts above each of these are summed apart; positive, ascending
 */
public record DeferrableQuery(
        LedgerFilter filter, List<Dimension> groupBy, int bulkRequests, Duration patience, List<Long> promptSteps) {
    public DeferrableQuery {
        groupBy = List.copyOf(groupBy);
        promptSteps = List.copyOf(promptSteps);
        if (bulkRequests < 1 || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "a rule needs a number of requests from 1 on and a time, not " + bulkRequests + " and " + patience);
        }
    }

    public DeferrableQuery withPromptSteps(List<Long> steps) {
        return new DeferrableQuery(filter, groupBy, bulkRequests, patience, steps);
    }
}
