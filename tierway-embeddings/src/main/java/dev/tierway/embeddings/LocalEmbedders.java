package dev.tierway.embeddings;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.tierway.evals.embedding.Embedder;
import dev.tierway.evals.embedding.Embedders;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Small English models that run on the CPU of this machine, quantised to 8 bits, and need no download: 384 numbers for a
 * text of up to 510 tokens; longer texts are cut and averaged. The first use of one loads it.
 */
public final class LocalEmbedders implements Embedders {
    /** {@code sentence-transformers/all-MiniLM-L6-v2}, Apache-2.0: the faster one. */
    public static final String ALL_MINILM = Embedders.STANDARD;

    /** {@code BAAI/bge-small-en-v1.5}, MIT: the more accurate one. */
    public static final String BGE_SMALL = "bge-small-en-v1.5-q";

    private static final Map<String, Supplier<EmbeddingModel>> MODELS = new TreeMap<>(Map.of(
            ALL_MINILM, () -> new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run),
            BGE_SMALL, () -> new BgeSmallEnV15QuantizedEmbeddingModel(Runnable::run)));

    private final Map<String, Embedder> loaded = new ConcurrentHashMap<>();

    @Override
    public Set<String> names() {
        return MODELS.keySet();
    }

    @Override
    public Optional<Embedder> find(String name) {
        return Optional.ofNullable(MODELS.get(name))
                .map(model -> loaded.computeIfAbsent(name, it -> new LocalEmbedder(it, model.get())));
    }

    /** One model; its threads are the callers'. */
    private record LocalEmbedder(String model, EmbeddingModel onnx) implements Embedder {
        @Override
        public float[] embed(String text) {
            Embedding vector = onnx.embed(text).content();
            vector.normalize();
            return vector.vector();
        }
    }
}
