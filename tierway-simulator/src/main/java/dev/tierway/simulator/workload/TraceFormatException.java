package dev.tierway.simulator.workload;

import java.io.IOException;
import java.nio.file.Path;

/** A trace file that is not in its format; the message names file, line and what is wrong. */
public final class TraceFormatException extends IOException {
    private static final long serialVersionUID = 1;

    TraceFormatException(Path file, int line, String problem) {
        super(file + ", line " + line + ": " + problem);
    }
}
