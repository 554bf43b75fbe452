package dev.tierway.simulator.run;

import dev.tierway.simulator.server.EngineSpec;
import java.util.List;

/** What a run consists of besides its clients and its dispatcher. */
public record SimulationSpec(List<EngineSpec> engines, GatewaySettings gateway, List<Change> changes, Phases phases) {
    public SimulationSpec {
        engines = List.copyOf(engines);
        changes = List.copyOf(changes);
    }
}
