package dev.tierway.evals.report;

import dev.tierway.evals.roi.Churn;
import dev.tierway.evals.roi.Measured;
import dev.tierway.evals.roi.Payoff;
import dev.tierway.evals.roi.ProfitOdds;
import dev.tierway.evals.suite.RoiSpec;
import dev.tierway.evals.summary.CaseCounts;
import dev.tierway.evals.summary.Figures;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** What a pass rate is worth, by the {@code roi} of its suite file. */
final class Worth {
    private static final BigDecimal NANOS_PER_DOLLAR = BigDecimal.valueOf(1_000_000_000);
    private static final long SEED = 1;

    private Worth() {}

    /** People are told of elsewhere: they are graded by a run of their own. */
    static Report.Business of(RoiSpec roi, Figures figures) {
        Payoff payoff = payoff(roi, figures);
        CaseCounts.Verdicts trials = figures.trials();
        OptionalDouble odds = trials.scored() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(ProfitOdds.of(
                                payoff, new Measured(trials.passes(), trials.scored()), new SplittableRandom(SEED))
                        .probability());
        return new Report.Business(payoff.breakEven(), Optional.empty(), odds);
    }

    private static Payoff payoff(RoiSpec roi, Figures figures) {
        long costPerCase = roi.costPerCase()
                .map(Worth::nanos)
                .orElseGet(() -> figures.cost()
                        .perCase()
                        .map(it -> Math.round(it.estimate()))
                        .orElse(0L));
        Payoff.Escalation escalation = new Payoff.Escalation(
                nanos(roi.costEscalation()),
                roi.churnRate(),
                nanos(roi.churnCost()),
                roi.exclusive() ? Churn.EXCLUSIVE : Churn.ADDITIVE);
        return new Payoff(roi.cases(), nanos(roi.gainSuccess()), escalation, Payoff.Silent.NONE, costPerCase);
    }

    private static long nanos(BigDecimal dollars) {
        return dollars.multiply(NANOS_PER_DOLLAR).longValueExact();
    }
}
