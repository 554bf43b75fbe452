package dev.tierway.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.evals.embedding.Embedder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEmbeddersTest {
    private static final LocalEmbedders EMBEDDERS = new LocalEmbedders();

    @ParameterizedTest
    @ValueSource(strings = {LocalEmbedders.ALL_MINILM, LocalEmbedders.BGE_SMALL})
    void a_paraphrase_is_nearer_than_another_subject(String model) {
        Embedder embedder = EMBEDDERS.find(model).orElseThrow();
        float[] question = embedder.embed("My card has not arrived yet");
        float[] paraphrase = embedder.embed("Still waiting for the delivery of my new card");
        float[] other = embedder.embed("What is the exchange rate for euros?");

        assertThat(question).hasSize(384);
        assertThat(Embedder.cosine(question, question)).isCloseTo(1, within(1e-5));
        assertThat(Embedder.cosine(question, paraphrase)).isGreaterThan(Embedder.cosine(question, other) + 0.1);
    }

    @Test
    void only_known_models_are_found_and_each_is_loaded_once() {
        assertThat(EMBEDDERS.names()).containsExactly(LocalEmbedders.ALL_MINILM, LocalEmbedders.BGE_SMALL);
        assertThat(EMBEDDERS.find("big-1")).isEmpty();
        assertThat(EMBEDDERS.find(LocalEmbedders.ALL_MINILM).orElseThrow())
                .isSameAs(EMBEDDERS.find(LocalEmbedders.ALL_MINILM).orElseThrow());
    }
}
