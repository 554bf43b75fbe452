package dev.tierway.evals.embedding;

import java.util.List;

/** A model that turns texts into vectors whose angle says how alike the texts are. Thread-safe. */
public interface Embedder {
    /** The model's name; vectors of different models must not be compared. */
    String model();

    /** The vector of {@code text}, of length 1. */
    float[] embed(String text);

    /** The vectors of {@code texts}, in their order. */
    default List<float[]> embed(List<String> texts) {
        return texts.stream().map(this::embed).toList();
    }

    /** The cosine of the angle between two vectors of length 1, from -1 to 1. */
    static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "vectors of " + a.length + " and " + b.length + " numbers come from different models");
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return Math.clamp(sum, -1.0, 1.0);
    }
}
