package dev.tierway.storage.ledger;

/**
 * An entry about to be stored, and what finds it again.
 *
 * @param endedAt in microseconds since 1970
 * @param circumstances number of its circumstances
 */
record PlacedEntry(LedgerEntry entry, long endedAt, long circumstances) {
    /** As in SQL, cut off towards 1970. */
    long minute() {
        return endedAt / BucketWidth.MINUTE.micros();
    }
}
