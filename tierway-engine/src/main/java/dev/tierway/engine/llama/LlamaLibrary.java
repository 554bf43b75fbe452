package dev.tierway.engine.llama;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.catalogue.NativeBundle;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * llama.cpp's library, loaded and checked. One per process; it stays loaded to the end. Thread-safe.
 */
public final class LlamaLibrary {
    private static @Nullable LlamaLibrary open;

    private final NativeBundle bundle;
    private final String version;

    private LlamaLibrary(NativeBundle bundle, String version) {
        this.bundle = bundle;
        this.version = version;
    }

    /**
     * Loads {@code bundle}, or gives what is loaded already.
     *
     * @throws dev.tierway.core.failure.FailureException when the files cannot be loaded, do not fit the binding, hold no
     *     CPU backend, or when another bundle is loaded
     */
    public static synchronized LlamaLibrary open(NativeBundle bundle) {
        NativeSymbols.load(bundle);
        LlamaLibrary library = open;
        if (library == null) {
            AbiGuard.check();
            NativeLog.install();
            LlamaApi.loadBackends(bundle.directory().toString());
            if (LlamaApi.cpuFunction("ggml_threadpool_new").equals(MemorySegment.NULL)) {
                throw Failure.of(
                                FailureKind.INTERNAL,
                                "natives_unusable",
                                "no usable CPU backend (ggml-cpu) in " + bundle.directory()
                                        + "; name a complete llama.cpp folder by --llama-dir")
                        .toException();
            }
            LlamaApi.initialise();
            library = new LlamaLibrary(bundle, LlamaApi.version());
            open = library;
        }
        return library;
    }

    /**
     * Loads a GGUF file. Weights are memory-mapped: several models of one file share them.
     *
     * @throws dev.tierway.core.failure.FailureException when the file is missing, broken or no decoder model
     */
    public LlamaModel load(Path file) {
        return LlamaModel.load(file);
    }

    /** The library's own version, such as {@code 0.5.0-dev}. */
    public String version() {
        return version;
    }

    public Path directory() {
        return bundle.directory();
    }
}
