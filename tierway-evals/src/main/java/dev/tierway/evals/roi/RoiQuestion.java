package dev.tierway.evals.roi;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A business case and what is known about it.
 *
 * @param measured the system's eval; empty before there is one
 * @param human people on the same kind of cases
 * @param agreed the target that was agreed on
 * @param settings how it is worked out
 */
public record RoiQuestion(
        Payoff payoff,
        Optional<Measured> measured,
        Optional<HumanArm> human,
        OptionalDouble agreed,
        Settings settings) {

    /**
     * How it is worked out.
     *
     * @param rates the success rates of the profit table
     * @param confidence of every interval, two-sided, and of the proposed target's bound, one-sided
     * @param margin that the proposed target keeps above the break-even, 0.01 for one point
     * @param targetCases how many cases the eval has that the proposed target is read from
     * @param spread by which inputs are moved, 0.2 for 20 % each way
     * @param seed of the draws
     */
    public record Settings(
            List<Double> rates, double confidence, double margin, long targetCases, double spread, long seed) {
        public Settings {
            rates = List.copyOf(rates);
        }
    }
}
