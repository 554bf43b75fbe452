package dev.tierway.evals.grader;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A program that gets bytes, gives bytes, and is ended with all that it started when it takes too long or says too much.
 * It has no environment but a search path, and a folder of its own that is gone afterwards. Thread-safe.
 */
final class ContainedProcess {
    private static final int MOST_OUTPUT = 64 * 1024;

    private final List<String> argv;
    private final Duration timeout;
    private final Sandbox sandbox;

    ContainedProcess(List<String> argv, Duration timeout, Sandbox sandbox) {
        this.argv = List.copyOf(argv);
        this.timeout = timeout;
        this.sandbox = sandbox;
    }

    /** How it ended. */
    sealed interface Outcome {
        record Ended(int exitCode, byte[] output) implements Outcome {}

        /**
         * It gave nothing that counts.
         *
         * @param reason for a person
         */
        record Stopped(String reason) implements Outcome {}
    }

    Outcome run(byte[] input) throws InterruptedException {
        try {
            Path own = Files.createTempDirectory("tierway-grader-");
            try {
                return run(input, own);
            } finally {
                delete(own);
            }
        } catch (IOException failed) {
            return new Outcome.Stopped("the program " + argv.getFirst() + " cannot run: " + failed.getMessage());
        }
    }

    private Outcome run(byte[] input, Path own) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(sandbox.around(argv, own))
                .directory(own.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8"));
        builder.environment().put("HOME", own.toString());
        builder.environment().put("TMPDIR", own.toString());
        Process process = builder.start();
        try {
            FutureTask<byte[]> output = new FutureTask<>(() -> limited(process));
            Thread.ofVirtual().name("grader-output").start(output);
            Thread.ofVirtual().name("grader-input").start(() -> write(process, input));
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return late();
            }
            byte[] written = output.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return written.length > MOST_OUTPUT
                    ? new Outcome.Stopped("the program wrote more than " + MOST_OUTPUT + " bytes")
                    : new Outcome.Ended(process.exitValue(), written);
        } catch (TimeoutException leftSomethingRunning) {
            return late();
        } catch (ExecutionException unreadable) {
            return new Outcome.Stopped("the program's output cannot be read: " + unreadable.getCause());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Outcome late() {
        return new Outcome.Stopped("the program took more than " + timeout.toMillis() + " ms");
    }

    /** What it writes, up to one byte more than it may; it is ended when it writes on. */
    private static byte[] limited(Process process) throws IOException {
        try (InputStream output = process.getInputStream()) {
            return output.readNBytes(MOST_OUTPUT + 1);
        }
    }

    private static void write(Process process, byte[] input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input);
        } catch (IOException didNotRead) {
            // A program may judge without reading everything.
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
