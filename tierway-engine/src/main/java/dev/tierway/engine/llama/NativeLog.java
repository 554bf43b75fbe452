package dev.tierway.engine.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Receives the library's log, which is one per process, and keeps its last errors so that a failure can be explained.
 * Nothing is printed. Thread-safe: messages come from any native thread, in fragments.
 */
final class NativeLog {
    private static final int ERROR = 4;
    private static final int CONTINUED = 5;
    private static final int KEPT = 4;
    private static final int LONGEST = 300;
    private static final Deque<String> ERRORS = new ArrayDeque<>();
    private static boolean continuesError;

    private NativeLog() {}

    static void install() {
        try {
            MethodHandle receive = MethodHandles.lookup()
                    .findStatic(
                            NativeLog.class,
                            "receive",
                            MethodType.methodType(void.class, int.class, MemorySegment.class));
            LlamaApi.logSet(Linker.nativeLinker()
                    .upcallStub(
                            MethodHandles.dropArguments(receive, 2, MemorySegment.class),
                            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                            Arena.global()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by the library. An exception here would end the process. */
    static void receive(int level, MemorySegment text) {
        try {
            boolean error = level == ERROR || (level == CONTINUED && continuesError);
            if (error) {
                keep(NativeText.read(text).strip());
            }
            continuesError = error;
        } catch (RuntimeException e) {
            continuesError = false;
        }
    }

    private static synchronized void keep(String message) {
        if (message.isEmpty()) {
            return;
        }
        if (ERRORS.size() == KEPT) {
            ERRORS.removeFirst();
        }
        ERRORS.addLast(message.length() > LONGEST ? message.substring(0, LONGEST) : message);
    }

    /** The errors since the last call, oldest first; empty when there were none. */
    static synchronized String drain() {
        String joined = String.join("; ", ERRORS);
        ERRORS.clear();
        return joined;
    }
}
