package dev.tierway.core.pricing;

import java.time.Instant;

/**
 * A model's price from a moment on, until the next version.
 *
 * @param id what ledger rows and invoices name it by, like {@code gpt-5.6@2026-07-24}; never blank
 * @param source where the price was found, for people
 */
public record PriceVersion(String id, Instant from, String source, ModelPrice price) {
    public PriceVersion {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a price version needs an id");
        }
    }
}
