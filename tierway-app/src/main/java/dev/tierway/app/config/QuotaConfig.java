package dev.tierway.app.config;

import dev.tierway.core.config.ConfigReader;
import java.util.Optional;

/**
 * Most that may be drawn in a minute; priority, standard and flex share it.
 *
 * @param tpm input and output tokens a minute
 * @param rpm requests a minute
 * @param batchEnqueuedTokens tokens of batch work that may be enqueued or running at once
 */
public record QuotaConfig(Optional<Long> tpm, Optional<Long> rpm, Optional<Long> batchEnqueuedTokens) {
    public static final QuotaConfig NONE = new QuotaConfig(Optional.empty(), Optional.empty(), Optional.empty());

    static QuotaConfig from(ConfigReader reader) {
        return from(reader, reader.optional("batch_enqueued_tokens", Formats.POSITIVE_COUNT));
    }

    /** A quota that says nothing about batch work. */
    static QuotaConfig ofRates(ConfigReader reader) {
        return from(reader, Optional.empty());
    }

    private static QuotaConfig from(ConfigReader reader, Optional<Long> batchEnqueuedTokens) {
        return new QuotaConfig(
                reader.optional("tpm", Formats.POSITIVE_COUNT),
                reader.optional("rpm", Formats.POSITIVE_COUNT),
                batchEnqueuedTokens);
    }

    public boolean empty() {
        return equals(NONE);
    }
}
