package dev.tierway.app.eval;

import dev.tierway.app.cli.UsageException;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.evals.dataset.DatasetException;
import java.io.IOException;
import java.util.Set;

/** Tells what a suite file, a dataset or a name of a run got wrong as mistakes of whoever typed the command. */
final class Mistakes {
    private static final Set<FailureKind> THEIRS = Set.of(FailureKind.INVALID_REQUEST, FailureKind.NOT_FOUND);

    private Mistakes() {}

    /** What a command does. */
    @FunctionalInterface
    interface Work {
        int run() throws IOException, InterruptedException;
    }

    /** Does {@code work}; what is its user's mistake becomes a {@link UsageException}. */
    static int told(Work work) throws IOException, InterruptedException {
        try {
            return work.run();
        } catch (DatasetException | IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        } catch (FailureException failed) {
            if (THEIRS.contains(failed.failure().kind())) {
                throw new UsageException(failed.failure().message());
            }
            throw failed;
        }
    }
}
