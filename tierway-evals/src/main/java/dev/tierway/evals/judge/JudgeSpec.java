package dev.tierway.evals.judge;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The model behind a judge, and what proves that it may be trusted.
 *
 * @param model alias of the judging model
 * @param calibrated the calibration that lets its verdicts count; empty for a judge that only advises
 * @param timeout for one question; an answer that takes longer leaves the sample unscored
 * @param tier the service tier of its questions; empty for the run's
 * @param maxOutputTokens of one answer
 */
public record JudgeSpec(
        String model,
        Optional<String> calibrated,
        Duration timeout,
        Optional<String> tier,
        OptionalInt maxOutputTokens) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** A judge that only advises, with the defaults. */
    public static JudgeSpec of(String model) {
        return new JudgeSpec(model, Optional.empty(), DEFAULT_TIMEOUT, Optional.empty(), OptionalInt.empty());
    }

    /** The same without what cannot change a verdict, for fingerprints. */
    public JudgeSpec bare() {
        return new JudgeSpec(model, Optional.empty(), DEFAULT_TIMEOUT, Optional.empty(), maxOutputTokens);
    }
}
