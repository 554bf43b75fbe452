package dev.tierway.providers.embedded;

import dev.tierway.engine.text.Tokenizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The parts of a reply that differ between chats and completions. Stateless. */
sealed interface ReplyShape permits ChatShape, CompletionShape {
    String idPrefix();

    /** {@code object} of a whole reply, or of a chunk. */
    String objectName(boolean chunk);

    /** Whether a stream opens every answer with a chunk that carries no text. */
    boolean opens();

    /** The members of a choice before {@code finish_reason}, in the chunk that opens an answer. */
    void writeOpening(JsonGenerator json);

    /** The same in a chunk with {@code text}, or without any when null: the chunk that ends an answer. */
    void writeDelta(JsonGenerator json, @Nullable AnswerText text, Tokenizer tokenizer);

    /** The same in a whole reply. */
    void writeWhole(JsonGenerator json, AnswerText text, Tokenizer tokenizer);
}
