package dev.tierway.providers.openai;

import dev.tierway.core.usage.Usage;

/**
 * What a backend tells of one request it answered.
 *
 * @param decodedNanos time spent on the tokens after the first; {@link
 *     dev.tierway.providers.spi.ProviderReply#UNKNOWN} when it does not tell
 */
record BackendReport(Usage usage, long decodedNanos) {}
