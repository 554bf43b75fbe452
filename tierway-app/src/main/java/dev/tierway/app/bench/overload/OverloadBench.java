package dev.tierway.app.bench.overload;

import dev.tierway.app.bench.overload.ArrivalPlan.Workload;
import dev.tierway.app.bench.overload.GatewayClient.Target;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import java.time.Duration;
import java.util.Set;

/**
 * Runs calibration, the overload, and the urgent tiers alone, in that order: the yardstick is taken with prefix caches as
 * full as the overload leaves them, since a full cache slows every prompt. {@link #stop} may come from any thread.
 */
final class OverloadBench {
    private final Target target;
    private final Plan plan;
    private final Ticker ticker;
    private final LiveTable live;
    private volatile boolean stopped;

    /**
     * How the bench goes.
     *
     * @param times multiple of the capacity to offer
     * @param most requests of a phase
     * @param drain how long requests may run after a phase sent its last
     */
    record Plan(Calibration calibration, Workload workload, double times, Duration length, int most, Duration drain) {}

    OverloadBench(Target target, Plan plan, Ticker ticker, LiveTable live) {
        this.target = target;
        this.plan = plan;
        this.ticker = ticker;
        this.live = live;
    }

    /** Ends the run early; {@link #run} then reports what it has. */
    void stop() {
        stopped = true;
    }

    OverloadReport run(WallClock clock) {
        var setting = new OverloadReport.Setting(
                target.toString(), clock.now(), plan.times(), plan.length(), plan.workload());
        String run = Long.toString(setting.started().toEpochMilli(), Character.MAX_RADIX);
        live.says("measuring the capacity of " + target);
        double capacity = capacity(run);
        ArrivalPlan all = ArrivalPlan.poisson(plan.workload(), capacity * plan.times(), plan.length(), plan.most());
        live.says("capacity: " + LiveTable.number(capacity) + " requests/s; offering "
                + LiveTable.number(capacity * plan.times()) + "/s");
        PhaseReport overload = phase("overload", run, all);
        PhaseReport alone = phase("alone", run, all.only(Set.of(ServiceTier.RESERVED, ServiceTier.PRIORITY)));
        return new OverloadReport(setting, capacity, alone, overload, stopped);
    }

    private double capacity(String run) {
        try (GatewayClient client = new GatewayClient(target, "calibration " + run, ticker)) {
            return plan.calibration().measure(client, plan.workload(), ticker, () -> stopped);
        }
    }

    private PhaseReport phase(String name, String run, ArrivalPlan arrivals) {
        Counters counters = new Counters();
        long start = ticker.nanos();
        try (GatewayClient client = new GatewayClient(target, name + " " + run, ticker);
                LiveTable.Following _ = live.follow(name, counters)) {
            new OpenLoop(client, ticker, plan.drain(), () -> stopped).run(arrivals, counters);
        }
        return PhaseReport.of(name, (ticker.nanos() - start) / 1e9, counters);
    }
}
