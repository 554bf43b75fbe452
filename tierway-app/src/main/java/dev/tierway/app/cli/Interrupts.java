package dev.tierway.app.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;

/**
 * Makes the first Ctrl-C ask a command to stop and gives it the time it needs for that; the second ends the process at
 * once. Thread-safe.
 */
public final class Interrupts implements AutoCloseable {
    private static final int SIGINT = 2;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Interrupts(Runnable stop) {
        hook = new Thread(() -> stop(stop), "interrupt");
    }

    /**
     * From now on until it is closed.
     *
     * @param stop asks the command to stop
     */
    public static Interrupts to(Runnable stop) {
        Interrupts interrupts = new Interrupts(stop);
        Runtime.getRuntime().addShutdownHook(interrupts.hook);
        return interrupts;
    }

    private void stop(Runnable stop) {
        leaveAtNextInterrupt();
        stop.run();
        try {
            done.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** While its hooks run, the JVM holds further signals back; the system's own handling of them does not. */
    private static void leaveAtNextInterrupt() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("signal").ifPresent(signal -> {
            MemorySegment byDefault = MemorySegment.NULL;
            try {
                MemorySegment _ = (MemorySegment) linker.downcallHandle(
                                signal,
                                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                        .invokeExact(SIGINT, byDefault);
            } catch (Throwable unchanged) {
                System.getLogger("dev.tierway.app")
                        .log(System.Logger.Level.DEBUG, "a second Ctrl-C will not be heard", unchanged);
            }
        });
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook is running and ends by itself.
        }
    }
}
