package dev.tierway.evals.judge;

import java.util.Optional;

/** The calibrations that judges may rest on. Thread-safe. */
@FunctionalInterface
public interface Calibrations {
    /** None at all: every judge only advises. */
    Calibrations NONE = id -> Optional.empty();

    Optional<JudgeCalibration> find(String id);
}
