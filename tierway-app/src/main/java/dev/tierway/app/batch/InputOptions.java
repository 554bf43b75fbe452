package dev.tierway.app.batch;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.gateway.batch.input.InputLine;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The file of requests that a command is about. */
final class InputOptions {
    @Parameters(index = "0", paramLabel = "FILE", description = "Requests in JSON Lines, as for /v1/batches.")
    private Path file = Path.of("");

    @Option(names = "--model", paramLabel = "NAME", description = "The model of lines that name none.")
    private @Nullable String model;

    @Option(
            names = "--endpoint",
            paramLabel = "PATH",
            description = "Where the lines go (default: where the first line goes).")
    private @Nullable String endpoint;

    @Option(
            names = "--wrap",
            description =
                    "Lines may be bare request bodies, and may leave out custom_id (then line-1 and so on), method"
                            + " and url.")
    private boolean wrap;

    Path file() {
        return file;
    }

    BatchInput open() {
        return BatchInput.open(file, new InputRules(Optional.ofNullable(model), Optional.ofNullable(endpoint), wrap));
    }

    /**
     * What {@code input} holds.
     *
     * @param each hears of every line
     * @throws UsageException after telling every problem, when there is one
     */
    BatchInput.Checked checked(BatchInput input, Consumer<InputLine> each, Terminal terminal) {
        BatchInput.Checked checked = input.check(each);
        int problems = checked.problems().size();
        if (problems > 0) {
            checked.problems()
                    .forEach(it -> terminal.err()
                            .println(file + (it.line() > 0 ? ":" + it.line() : "") + ": " + it.message()));
            throw new UsageException(
                    (problems == 1 ? "one problem" : problems + " problems") + " in " + file + "; nothing was sent");
        }
        return checked;
    }
}
