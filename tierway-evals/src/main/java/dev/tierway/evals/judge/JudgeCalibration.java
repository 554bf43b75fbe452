package dev.tierway.evals.judge;

import dev.tierway.evals.stats.JudgeErrors;
import java.time.Instant;

/**
 * How a judge's verdicts compared with people's: what lets it count. Immutable.
 *
 * @param id its name, given as {@code calibrated} in a suite file
 * @param grader the judge's name in its suite file
 * @param fingerprint of the grader that was calibrated; another one is not covered
 * @param model alias of the judging model
 * @param labels SHA-256 of the labels that it was held against
 * @param errors verdicts of the judge against those of people
 * @param unscored cases in which the judge could not tell
 * @param order how it kept its verdict when the order changed; zero of zero for judges of one text
 */
public record JudgeCalibration(
        String id,
        String grader,
        String fingerprint,
        String model,
        Instant made,
        String labels,
        JudgeErrors errors,
        long unscored,
        Order order) {

    /**
     * What swapping two texts did.
     *
     * @param pairs asked in both orders with an answer to each
     * @param flips of them, how often the winner was another
     * @param firstWon single questions in which the first text won
     * @param decided single questions in which either won
     */
    public record Order(long pairs, long flips, long firstWon, long decided) {
        public static final Order NONE = new Order(0, 0, 0, 0);
    }
}
