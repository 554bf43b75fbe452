package dev.tierway.app.bench.overload;

import dev.tierway.app.bench.overload.ArrivalPlan.Workload;
import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * The result of a bench run.
 *
 * @param capacity served requests per second in the calibration
 * @param alone the reserved and priority requests of the load without the others
 * @param interrupted whether the run was cut short
 */
record OverloadReport(Setting setting, double capacity, PhaseReport alone, PhaseReport overload, boolean interrupted) {

    /**
     * What was asked for.
     *
     * @param times offered load as a multiple of the capacity
     */
    record Setting(String target, Instant started, double times, Duration length, Workload workload) {}

    /** 99th percentile of a tier's time to first token under overload, as a multiple of that when it was alone. */
    OptionalDouble ttftRatio(ServiceTier tier) {
        double loaded = overload.tier(tier).map(it -> it.ttftMillis().worst99()).orElse(Double.NaN);
        double unloaded = alone.tier(tier).map(it -> it.ttftMillis().worst99()).orElse(Double.NaN);
        double ratio = loaded / unloaded;
        return Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
    }
}
