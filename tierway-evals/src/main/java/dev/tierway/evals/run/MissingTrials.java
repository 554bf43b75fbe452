package dev.tierway.evals.run;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The trials of a suite that have no result yet, one after the other, until the run is stopped. Confined to one thread. */
final class MissingTrials implements Workers.Jobs {
    private final SuiteRun suite;
    private final CaseStream walk;
    private final Set<CaseResult.Key> done;
    private final BooleanSupplier stopped;
    private final Trial trial;
    private @Nullable Case current;
    private int next;

    /** Makes one result; empty when it may not be made any more. */
    @FunctionalInterface
    interface Trial {
        Optional<CaseResult> result(SuiteRun suite, Case example, int trial) throws InterruptedException;
    }

    MissingTrials(SuiteRun suite, CaseStream walk, Set<CaseResult.Key> done, BooleanSupplier stopped, Trial trial) {
        this.suite = suite;
        this.walk = walk;
        this.done = done;
        this.stopped = stopped;
        this.trial = trial;
    }

    @Override
    public Optional<Callable<Optional<CaseResult>>> next() {
        while (!stopped.getAsBoolean()) {
            Case example = current;
            if (example == null || next > suite.trials(example)) {
                if (!walk.hasNext()) {
                    return Optional.empty();
                }
                current = walk.next();
                next = 1;
                continue;
            }
            int number = next++;
            if (!done.contains(new CaseResult.Key(suite.name(), suite.target().name(), example.id(), number))) {
                return Optional.of(
                        () -> stopped.getAsBoolean() ? Optional.empty() : trial.result(suite, example, number));
            }
        }
        return Optional.empty();
    }
}
