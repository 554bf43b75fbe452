package dev.tierway.engine.llama;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.catalogue.NativeBundle;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The loaded native libraries. A process loads one bundle and keeps it to its end, so this is static state: it lets the
 * method handles of the {@code *Api} classes be constants. Those classes must not be touched before {@link #load}.
 */
final class NativeSymbols {
    private static @Nullable Path directory;
    private static SymbolLookup lookup = name -> {
        throw new IllegalStateException("natives are not loaded, so " + name + " cannot be called");
    };

    private NativeSymbols() {}

    /** Loads {@code bundle}; does nothing when it is loaded already. */
    static synchronized void load(NativeBundle bundle) {
        if (bundle.directory().equals(directory)) {
            return;
        }
        if (directory != null) {
            throw failure("the process already runs the natives of " + directory + " and cannot load those of "
                            + bundle.directory() + " too; restart with one --llama-dir")
                    .toException();
        }
        SymbolLookup loaded = name -> Optional.empty();
        for (Path library : bundle.loadOrder()) {
            try {
                loaded = SymbolLookup.libraryLookup(library, Arena.global()).or(loaded);
            } catch (IllegalArgumentException e) {
                throw new FailureException(
                        failure("cannot load " + library + " (" + e.getMessage() + "); it must be built for this system"
                                + " and its own libraries be present, or name another folder by --llama-dir"),
                        e);
            }
        }
        lookup = loaded;
        directory = bundle.directory();
    }

    static MethodHandle bind(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(address(name), descriptor);
    }

    static MemorySegment address(String name) {
        return lookup.find(name)
                .orElseThrow(() -> failure("the natives lack the function " + name
                                + "; name a llama.cpp v0.4.0 or v0.5.0 folder by --llama-dir")
                        .toException());
    }

    /** What a method handle threw: natives throw nothing, so it is a defect of the binding. */
    static RuntimeException unexpected(Throwable thrown) {
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }

    private static Failure failure(String message) {
        return Failure.of(FailureKind.INTERNAL, "natives_unusable", message);
    }
}
