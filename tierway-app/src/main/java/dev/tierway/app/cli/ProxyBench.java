package dev.tierway.app.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Measures what the gateway adds to a request, against a bundled upstream. */
@FunctionalInterface
public interface ProxyBench {
    /**
     * Measures and prints.
     *
     * @param duration of each measured phase
     * @param outFolder where result files go
     */
    void run(Duration duration, Optional<Path> outFolder, PrintStream out) throws InterruptedException;
}
