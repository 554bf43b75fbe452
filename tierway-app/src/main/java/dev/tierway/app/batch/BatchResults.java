package dev.tierway.app.batch;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The files that the results of a batch go to, reserved before it runs. Confined to one thread. */
final class BatchResults implements AutoCloseable {
    private final ResultFile output;
    private final ResultFile errors;

    private BatchResults(ResultFile output, ResultFile errors) {
        this.output = output;
        this.errors = errors;
    }

    /** @throws UsageException when nothing can be written to one of them, or both are the same */
    static BatchResults at(Path output, Path errors) {
        if (output.toAbsolutePath().equals(errors.toAbsolutePath())) {
            throw new UsageException("--output and --errors are both " + output);
        }
        ResultFile outputs = ResultFile.at(output);
        try {
            return new BatchResults(outputs, ResultFile.at(errors));
        } catch (UsageException unwritable) {
            outputs.close();
            throw unwritable;
        }
    }

    /** Writes what an ended batch left, tells of it, and gives the exit code. */
    int write(BatchState batch, BatchApi api, Terminal terminal, boolean json) {
        if (batch.status().equals("failed")) {
            batch.problems().forEach(terminal.err()::println);
            throw new UsageException(batch.id() + " failed: the gateway did not take its input");
        }
        try {
            output.write(out -> {
                if (batch.outputFile().isPresent()) {
                    api.download(batch.outputFile().get(), out);
                }
            });
            Optional<String> errorFile = batch.errorFile();
            if (errorFile.isPresent()) {
                errors.write(out -> api.download(errorFile.get(), out));
            } else {
                errors.remove();
            }
        } catch (FailureException noAnswer) {
            throw incomplete(batch, noAnswer.failure().message());
        } catch (IOException broken) {
            throw incomplete(batch, String.valueOf(broken.getMessage()));
        }
        terminal.out().print(json ? batch.json() + "\n" : text(batch));
        return batch.whole() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private static FailureException incomplete(BatchState batch, String why) {
        return Failure.of(
                        FailureKind.UPSTREAM_FAILED,
                        "results_incomplete",
                        "the results of " + batch.id() + " did not come whole (" + why
                                + "); fetch them with 'tierway batch follow " + batch.id() + "'")
                .toException();
    }

    private String text(BatchState batch) {
        BatchState.Counts counts = batch.counts();
        StringBuilder text = new StringBuilder();
        text.append(batch.id())
                .append(' ')
                .append(batch.status())
                .append(": ")
                .append(counts.completed())
                .append(" of ")
                .append(counts.total())
                .append(" lines answered");
        if (counts.failed() > 0) {
            text.append(", ").append(counts.failed()).append(" failed");
        }
        batch.cost().ifPresent(cost -> text.append(", ").append(cost));
        text.append("\nanswers  ").append(output.place()).append('\n');
        if (batch.errorFile().isPresent()) {
            text.append("errors   ").append(errors.place()).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        output.close();
        errors.close();
    }
}
