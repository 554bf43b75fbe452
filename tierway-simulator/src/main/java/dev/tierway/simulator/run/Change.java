package dev.tierway.simulator.run;

import dev.tierway.simulator.server.Condition;
import java.time.Duration;

/** Something that happens to a deployment during a run. */
public sealed interface Change {
    Duration at();

    String deployment();

    /** It starts to behave differently; nobody tells the scheduler. */
    record Behaves(Duration at, String deployment, Condition condition) implements Change {}

    /** The operator puts it into or out of service. */
    record InService(Duration at, String deployment, boolean available) implements Change {}
}
