package dev.tierway.gateway.budget;

import dev.tierway.gateway.limit.LimitScope;
import java.time.Instant;

/** Knows what was spent before this process started, e.g. from the ledger. */
@FunctionalInterface
public interface SpendSource {
    /** Nano-dollars that the requests of {@code scope} cost that ended from {@code from} to before {@code to}. */
    long spentNanos(LimitScope scope, Instant from, Instant to);
}
