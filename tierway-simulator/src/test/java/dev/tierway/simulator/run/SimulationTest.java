package dev.tierway.simulator.run;

import static dev.tierway.core.tier.ServiceTier.STANDARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.simulator.server.EngineSpec;
import dev.tierway.simulator.server.StepCost;
import dev.tierway.simulator.workload.ArrivalProcess;
import dev.tierway.simulator.workload.Lengths;
import dev.tierway.simulator.workload.Traffic;
import dev.tierway.simulator.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    /** One slot and one step of 100 ms a request. */
    private static final EngineSpec SINGLE = new EngineSpec(
            new DeploymentSpec("single", 1, 100_000, 10_000, 1_000, 10, 0, false),
            new StepCost(0, 0, 1_000_000),
            EngineSpec.Kind.VLLM,
            0);

    @Test
    void a_queue_before_one_server_waits_as_long_as_pollaczek_and_khinchine_say() {
        double utilisation = 0.7;
        double serviceSeconds = 0.1;
        SimulationResult result =
                run(ArrivalProcess.poisson(utilisation / serviceSeconds), Phases.seconds(0, 20_000, 0));
        double wait = result.journeys().stream()
                .filter(journey -> journey.end() == Journey.End.SERVED)
                .mapToDouble(journey ->
                        (journey.dispatchedNanos() - journey.arrival().atNanos()) / 1e9)
                .average()
                .orElseThrow();
        double expected = utilisation * serviceSeconds / (2 * (1 - utilisation));
        assertThat(wait).isCloseTo(expected, within(0.03 * expected));
        assertThat(result.busyNanos().get("single") / 20_000e9).isCloseTo(utilisation, within(0.01));
    }

    @Test
    void every_request_is_served_once_when_there_is_time() {
        long[] burst = new long[500];
        SimulationResult result = run(ArrivalProcess.replay(burst, 1), Phases.seconds(0, 60, 0));
        assertThat(result.journeys()).hasSize(500);
        assertThat(result.journeys()).allSatisfy(journey -> {
            assertThat(journey.end()).isEqualTo(Journey.End.SERVED);
            assertThat(journey.attempts()).isEqualTo(1);
        });
        assertThat(result.journeys().getLast().endedNanos()).isEqualTo(50_000_000_000L);
    }

    private static SimulationResult run(ArrivalProcess arrivals, Phases phases) {
        Workload workload = new Workload(List.of(
                Traffic.of("p", STANDARD, arrivals, Lengths.fixed(100, 1)).waiting(Duration.ofDays(1))));
        SimulationSpec spec = new SimulationSpec(List.of(SINGLE), GatewaySettings.DEFAULT, List.of(), phases);
        return new Simulation(spec, new FifoDispatcher(List.of(SINGLE.deployment())), workload.arrivals(3)).run();
    }
}
