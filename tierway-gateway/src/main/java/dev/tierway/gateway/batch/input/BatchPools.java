package dev.tierway.gateway.batch.input;

import dev.tierway.storage.batch.TokenPool;
import dev.tierway.storage.ledger.LedgerEntry;
import java.util.List;
import java.util.Optional;

/** The bounds on the tokens of unfinished batches, as configured. */
public record BatchPools(List<TokenPool> all) {
    public BatchPools {
        all = List.copyOf(all);
    }

    /** Those that a batch of {@code caller} on {@code model}, an alias, is held in. */
    public List<TokenPool> of(LedgerEntry.Caller caller, String model) {
        return all.stream()
                .filter(pool -> allows(pool.project(), caller.project())
                        && allows(pool.key(), caller.keyId())
                        && allows(pool.useCase(), caller.useCase())
                        && allows(pool.model(), model))
                .toList();
    }

    private static boolean allows(Optional<String> wanted, String actual) {
        return wanted.isEmpty() || wanted.get().equals(actual);
    }
}
