package dev.tierway.simulator.run;

import dev.tierway.scheduler.engine.Activity;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.simulator.server.Condition;
import java.time.Duration;

/** Something that happens to the pool during a run. */
public sealed interface Change {
    Duration at();

    /** It starts to behave differently; nobody tells the scheduler. */
    record Behaves(Duration at, String deployment, Condition condition) implements Change {}

    /** The operator puts it into or out of service. */
    record InService(Duration at, String deployment, boolean available) implements Change {}

    /** A reservation is made or changed, or its schedule opens or closes it. */
    record Reserves(Duration at, ReservationSpec reservation, Activity activity) implements Change {}
}
