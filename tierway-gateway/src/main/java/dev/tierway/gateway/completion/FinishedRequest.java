package dev.tierway.gateway.completion;

import dev.tierway.core.usage.Usage;
import java.time.Instant;

/**
 * A chat completion that was answered whole.
 *
 * @param model the alias it was asked of
 * @param episode what it was a step of; empty when nobody said
 * @param body what was asked
 * @param reply what was answered: an object, or the events of a stream
 */
record FinishedRequest(
        String id,
        String project,
        String useCase,
        String model,
        String episode,
        Instant endedAt,
        Usage usage,
        boolean streamed,
        byte[] body,
        byte[] reply) {

    int bytes() {
        return body.length + reply.length;
    }
}
