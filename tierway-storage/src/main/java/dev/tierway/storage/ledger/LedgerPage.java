package dev.tierway.storage.ledger;

import java.util.List;
import java.util.Optional;

/**
 * Some entries in order of time.
 *
 * @param next where to go on; empty when these were the last
 */
public record LedgerPage(List<LedgerRow> rows, Optional<LedgerCursor> next) {}
