package dev.tierway.evals.run;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Some of the cases of another stream, read as they are asked for. Confined to one thread. */
final class ChosenCases implements CaseStream {
    private final CaseStream cases;
    private final Function<Case, Optional<Case>> choice;
    private @Nullable Case ahead;

    /** @param choice what stands in place of a case; empty for one that is left out */
    ChosenCases(CaseStream cases, Function<Case, Optional<Case>> choice) {
        this.cases = cases;
        this.choice = choice;
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && cases.hasNext()) {
            ahead = choice.apply(cases.next()).orElse(null);
        }
        return ahead != null;
    }

    @Override
    public Case next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException();
        }
        Case next = ahead;
        ahead = null;
        return next;
    }

    @Override
    public void close() {
        cases.close();
    }
}
