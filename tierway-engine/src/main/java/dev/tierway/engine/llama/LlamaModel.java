package dev.tierway.engine.llama;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.text.GrammarMatcher;
import dev.tierway.engine.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A loaded GGUF model: vocabulary, metadata and memory-mapped weights. Thread-safe. The weights
 * stay until the model and every backend and grammar made from it are closed; new ones and texts to tokenise are refused,
 * by an IllegalStateException, from {@link #close} on.
 */
public final class LlamaModel implements Tokenizer, AutoCloseable {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
    private static final int METADATA_BYTES = 1024;

    private final MemorySegment model;
    private final LlamaVocabulary vocabulary;
    private final String chatTemplate;
    private final Path file;
    private int users;
    private boolean closed;

    private LlamaModel(Path file, MemorySegment model) {
        this.file = file;
        this.model = model;
        this.chatTemplate = ModelApi.chatTemplate(model);
        this.vocabulary = new LlamaVocabulary(ModelApi.vocabulary(model), chatTemplate);
    }

    static LlamaModel load(Path file) {
        requireGguf(file);
        MemorySegment model = nativeLoad(file);
        if (!ModelApi.isPlainDecoder(model)) {
            ModelApi.free(model);
            throw unusable(file, "it is no decoder-only transformer; the engine cannot share or cut its memory");
        }
        LlamaModel loaded = new LlamaModel(file, model);
        if (loaded.vocabularySize() == 0) {
            loaded.close();
            throw unusable(file, "it has no vocabulary");
        }
        return loaded;
    }

    /** The library's errors are one log per process, so loads take turns to tell whose they are. */
    private static synchronized MemorySegment nativeLoad(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            NativeLog.drain();
            MemorySegment params = LlamaApi.modelDefaultParams(arena);
            MemorySegment model = ModelApi.load(arena.allocateFrom(file.toString()), params);
            if (model.equals(MemorySegment.NULL)) {
                throw unusable(file, NativeLog.drain());
            }
            return model;
        }
    }

    private static void requireGguf(Path file) {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(MAGIC.length);
        } catch (IOException e) {
            throw new FailureException(failure(file, "it cannot be read (" + e + ")"), e);
        }
        if (!Arrays.equals(head, MAGIC)) {
            throw unusable(file, "it does not start with GGUF, so it is another format or a failed download");
        }
    }

    private static FailureException unusable(Path file, String reason) {
        return failure(file, reason).toException();
    }

    private static Failure failure(Path file, String reason) {
        return Failure.of(
                FailureKind.INTERNAL,
                "model_unusable",
                "cannot load the model " + file + ": " + reason
                        + ". Give the path of a GGUF file, or a name of the model catalogue");
    }

    /** The file's {@code general.name}, or its file name. */
    public String name() {
        String name = metadata("general.name");
        return name.isEmpty() ? String.valueOf(file.getFileName()) : name;
    }

    /** Such as {@code llama} or {@code gemma3}. */
    public String architecture() {
        return metadata("general.architecture");
    }

    /** Longest context the model was trained for, in tokens. */
    public int contextLength() {
        return ModelApi.trainedContext(model);
    }

    public long parameters() {
        return ModelApi.parameters(model);
    }

    /** Size of the weights in bytes. */
    public long weightBytes() {
        return ModelApi.size(model);
    }

    /** Whether the weights are 32-bit floats ({@code LLAMA_FTYPE_ALL_F32}); their cache is kept so too. */
    boolean fullPrecision() {
        return metadata("general.file_type").equals("0");
    }

    /** Bytes that one KV cell takes. */
    public long cellBytes() {
        long perHead = (long) headWidth("key_length") + headWidth("value_length");
        return perHead
                * ModelApi.keyValueHeads(model)
                * ModelApi.layers(model)
                * (fullPrecision() ? Float.BYTES : Short.BYTES);
    }

    private int headWidth(String key) {
        String width = metadata(architecture() + ".attention." + key);
        return width.isEmpty() ? ModelApi.headWidth(model) : Integer.parseInt(width);
    }

    /** The Jinja source that came with the model; empty when there is none. */
    public String chatTemplate() {
        return chatTemplate;
    }

    /** A scalar of the file's metadata as text, cut at 1,023 bytes; empty when absent. */
    public String metadata(String key) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(METADATA_BYTES);
            int length = ModelApi.metadata(model, arena.allocateFrom(key), buffer);
            return length < 0 ? "" : NativeText.text(buffer, Math.min(length, METADATA_BYTES - 1));
        }
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int[] tokenize(String text, boolean special) {
        enter();
        try {
            return vocabulary.tokenize(text, special);
        } finally {
            leave();
        }
    }

    @Override
    public int beginOfSequence() {
        return vocabulary.beginOfSequence();
    }

    @Override
    public byte[] piece(int token) {
        return vocabulary.piece(token);
    }

    @Override
    public boolean endsGeneration(int token) {
        return vocabulary.endsGeneration(token);
    }

    /**
     * A matcher at the start of {@code gbnf}, whose first rule is {@code root}. The caller closes it.
     *
     * @throws FailureException naming {@code response_format} when the grammar is not valid
     */
    public GrammarMatcher grammar(String gbnf) {
        return LlamaGrammar.compile(this, gbnf);
    }

    LlamaVocabulary vocabulary() {
        return vocabulary;
    }

    /** The native model, held until {@link #leave}. */
    synchronized MemorySegment enter() {
        if (closed) {
            throw new IllegalStateException("model " + file + " is closed");
        }
        users++;
        return model;
    }

    synchronized void leave() {
        users--;
        freeUnused();
    }

    /** Frees the weights, or lets the last of those that still use them do so. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            freeUnused();
        }
    }

    private void freeUnused() {
        if (closed && users == 0) {
            ModelApi.free(model);
        }
    }
}
