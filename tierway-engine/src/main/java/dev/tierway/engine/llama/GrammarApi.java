package dev.tierway.engine.llama;

import static dev.tierway.engine.llama.NativeSymbols.bind;
import static dev.tierway.engine.llama.NativeSymbols.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** llama.h functions about grammar samplers. Thin: no checks, no ownership. */
final class GrammarApi {
    private static final MethodHandle CREATE =
            bind("llama_sampler_init_grammar", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle APPLY = bind("llama_sampler_apply", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle ACCEPT =
            bind("llama_sampler_accept", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    private static final MethodHandle FREE = bind("llama_sampler_free", FunctionDescriptor.ofVoid(ADDRESS));

    private GrammarApi() {}

    /** NULL when the grammar is wrong. */
    static MemorySegment create(MemorySegment vocabulary, MemorySegment grammar, MemorySegment root) {
        try {
            return (MemorySegment) CREATE.invokeExact(vocabulary, grammar, root);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sets the logit of what may not come next to negative infinity. */
    static void apply(MemorySegment grammar, MemorySegment tokenDataArray) {
        try {
            APPLY.invokeExact(grammar, tokenDataArray);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Ends the process when {@code token} may not come next. */
    static void accept(MemorySegment grammar, int token) {
        try {
            ACCEPT.invokeExact(grammar, token);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void free(MemorySegment grammar) {
        try {
            FREE.invokeExact(grammar);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
