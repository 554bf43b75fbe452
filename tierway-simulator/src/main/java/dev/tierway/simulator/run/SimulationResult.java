package dev.tierway.simulator.run;

import java.util.List;
import java.util.Map;

/**
 * Everything that happened in a run.
 *
 * @param journeys one for each request, in order of arrival
 * @param busyNanos time each engine spent computing
 * @param grants of the pool's reservations, in their order
 * @param neverSent lines of batches whose window ended before they were sent
 * @param events virtual-time events it took
 */
public record SimulationResult(
        Phases phases,
        List<Journey> journeys,
        Map<String, Long> busyNanos,
        List<ReservationGrant> grants,
        int neverSent,
        long events) {}
