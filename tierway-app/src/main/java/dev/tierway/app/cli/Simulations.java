package dev.tierway.app.cli;

import java.util.List;

/** The named scenarios of the simulator. */
public interface Simulations {
    /** A story that can be simulated. */
    record Scenario(String name, String story) {}

    List<Scenario> scenarios();

    /** Runs a scenario with seeds 1 to {@code seeds} and gives its report, as text for people or as JSON. */
    String run(String scenario, int seeds, boolean json);
}
