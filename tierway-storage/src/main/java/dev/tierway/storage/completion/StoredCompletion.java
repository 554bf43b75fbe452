package dev.tierway.storage.completion;

import java.time.Instant;

/**
 * An answer that was kept, with what was asked.
 *
 * @param id the answer's own, unique in its project
 * @param createdAt when the answer ended
 * @param metadata what the caller attached: the text of a JSON object of strings
 * @param request what was asked, as the text of a JSON object
 * @param reply what was answered, whole, as the text of a JSON object
 */
public record StoredCompletion(
        String id, Source source, Instant createdAt, String metadata, String request, String reply) {

    /**
     * Where an answer comes from.
     *
     * @param model the alias it was asked of
     * @param episode what it was a step of; empty when nobody said
     * @param reason why it was kept
     */
    public record Source(
            String project, String requestId, String useCase, String model, String episode, String reason) {}
}
