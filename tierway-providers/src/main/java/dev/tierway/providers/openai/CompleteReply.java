package dev.tierway.providers.openai;

import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;

/** A whole reply, received to its end; its connection is already back in the pool. */
record CompleteReply(Slice body, BackendReport report, boolean usageEstimated, long networkNanos)
        implements ProviderReply.Complete {
    @Override
    public Usage usage() {
        return report.usage();
    }

    @Override
    public long decodedNanos() {
        return report.decodedNanos();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
