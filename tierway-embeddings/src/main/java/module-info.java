/** Embedding models that run inside the process, as {@link dev.tierway.evals.embedding.Embedders}. */
@org.jspecify.annotations.NullMarked
module dev.tierway.embeddings {
    requires transitive dev.tierway.evals;
    requires langchain4j.core;
    requires langchain4j.embeddings;
    requires langchain4j.embeddings.all.minilm.l6.v2.q;
    requires langchain4j.embeddings.bge.small.en.v15.q;

    exports dev.tierway.embeddings;
}
