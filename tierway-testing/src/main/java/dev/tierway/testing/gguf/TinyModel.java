package dev.tierway.testing.gguf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A small llama-architecture model with random F32 weights and a byte-level BPE vocabulary with ChatML's control tokens.
 * The same shape and seed give the same file. Its text is noise, but real natives run it, and because it is F32 its
 * greedy output does not depend on how steps are batched.
 *
 * <p>Control tokens have zero output weights: greedy decoding never ends a turn by itself.
 *
 * @param width embedding length, a multiple of 64
 * @param layers transformer blocks
 * @param context longest context the file declares
 * @param seed of the weights
 */
public record TinyModel(int width, int layers, int context, long seed) {
    private static final int HEAD_WIDTH = 32;
    private static final String CHAT_TEMPLATE =
            "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>'"
                    + " + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /** About 2 MB; a token takes well under a millisecond. */
    public static final TinyModel DEFAULT = new TinyModel(128, 2, 4096, 42);

    public TinyModel {
        if (width % HEAD_WIDTH != 0 || (width / HEAD_WIDTH) % 2 != 0) {
            throw new IllegalArgumentException("width must be a multiple of " + 2 * HEAD_WIDTH);
        }
    }

    /** Writes the model to {@code file}, replacing what is there. */
    public Path write(Path file) {
        TinyVocabulary vocabulary = new TinyVocabulary();
        GgufWriter gguf = new GgufWriter()
                .put("general.architecture", "llama")
                .put("general.name", "Tierway tiny test model")
                .put("general.file_type", 0)
                .put("llama.context_length", context)
                .put("llama.embedding_length", width)
                .put("llama.block_count", layers)
                .put("llama.feed_forward_length", feedForward())
                .put("llama.attention.head_count", heads())
                .put("llama.attention.head_count_kv", heads() / 2)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("llama.rope.dimension_count", HEAD_WIDTH)
                .put("llama.rope.freq_base", 10_000f)
                .put("llama.vocab_size", vocabulary.size());
        vocabulary.describe(gguf);
        gguf.put("tokenizer.chat_template", CHAT_TEMPLATE);
        weights(gguf, vocabulary.size());
        try {
            gguf.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void weights(GgufWriter gguf, int vocabularySize) {
        RandomGenerator random = new SplittableRandom(seed);
        int keyWidth = width / 2;
        gguf.tensor("token_embd.weight", normal(random, width * vocabularySize, 1), width, vocabularySize);
        for (int layer = 0; layer < layers; layer++) {
            String block = "blk." + layer + ".";
            matrix(gguf, random, block + "attn_q.weight", width, width);
            matrix(gguf, random, block + "attn_k.weight", width, keyWidth);
            matrix(gguf, random, block + "attn_v.weight", width, keyWidth);
            matrix(gguf, random, block + "attn_output.weight", width, width);
            matrix(gguf, random, block + "ffn_gate.weight", width, feedForward());
            matrix(gguf, random, block + "ffn_up.weight", width, feedForward());
            matrix(gguf, random, block + "ffn_down.weight", feedForward(), width);
            gguf.tensor(block + "attn_norm.weight", ones(), width);
            gguf.tensor(block + "ffn_norm.weight", ones(), width);
        }
        gguf.tensor("output_norm.weight", ones(), width);
        float[] output = normal(random, width * vocabularySize, 3 / Math.sqrt(width));
        int control = width * (vocabularySize - TinyVocabulary.CONTROL.size());
        Arrays.fill(output, control, output.length, 0);
        gguf.tensor("output.weight", output, width, vocabularySize);
    }

    private int heads() {
        return width / HEAD_WIDTH;
    }

    private int feedForward() {
        return 2 * width;
    }

    private static void matrix(GgufWriter gguf, RandomGenerator random, String name, int in, int out) {
        gguf.tensor(name, normal(random, in * out, 1 / Math.sqrt(in)), in, out);
    }

    private static float[] normal(RandomGenerator random, int length, double deviation) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private float[] ones() {
        float[] values = new float[width];
        Arrays.fill(values, 1);
        return values;
    }
}
