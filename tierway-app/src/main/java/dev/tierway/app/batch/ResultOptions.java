package dev.tierway.app.batch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the results of a batch are written. */
final class ResultOptions {
    private static final String SUFFIX = ".jsonl";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the answers go (default: FILE.output.jsonl beside the input).")
    private @Nullable Path output;

    @Option(
            names = "--errors",
            paramLabel = "FILE",
            description = "Where the lines without an answer go (default: FILE.errors.jsonl beside the input).")
    private @Nullable Path errors;

    /** @param stem of the names that were not given */
    Path output(Path stem) {
        return output != null ? output : beside(stem, ".output.jsonl");
    }

    Path errors(Path stem) {
        return errors != null ? errors : beside(stem, ".errors.jsonl");
    }

    private static Path beside(Path stem, String end) {
        String name = String.valueOf(stem.getFileName());
        return stem.resolveSibling(
                (name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name) + end);
    }
}
