package dev.tierway.simulator.workload;

import static dev.tierway.core.tier.ServiceTier.BATCH;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final Workload WORKLOAD = new Workload(List.of(
            Traffic.of("shop", PRIORITY, ArrivalProcess.poisson(5), TraceLengths.AZURE_CONVERSATION),
            Traffic.of("nightly", BATCH, ArrivalProcess.poisson(20), TraceLengths.AZURE_CONVERSATION)));

    @Test
    void requests_come_in_order_of_arrival_and_are_numbered_from_zero() {
        List<Arrival> arrivals = first(WORKLOAD, 1, 500);
        assertThat(arrivals).isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
        assertThat(arrivals).extracting(Arrival::id).startsWith(0L, 1L, 2L).endsWith(499L);
    }

    @Test
    void the_same_seed_gives_the_same_requests_and_another_seed_others() {
        assertThat(first(WORKLOAD, 1, 100)).isEqualTo(first(WORKLOAD, 1, 100));
        assertThat(first(WORKLOAD, 1, 100)).isNotEqualTo(first(WORKLOAD, 2, 100));
    }

    @Test
    void leaving_a_traffic_out_does_not_change_the_others() {
        List<Arrival> alone = first(WORKLOAD.only(traffic -> traffic.tier() == PRIORITY), 1, 50);
        List<Arrival> among = first(WORKLOAD, 1, 1000).stream()
                .filter(arrival -> arrival.traffic().tier() == PRIORITY)
                .limit(50)
                .toList();
        assertThat(alone)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
                .isEqualTo(among);
    }

    @Test
    void the_first_request_of_seed_one_is_pinned_so_that_results_agree_across_machines() {
        Arrival arrival = first(WORKLOAD, 1, 1).getFirst();
        assertThat(List.of(arrival.atNanos(), (long) arrival.inputTokens(), (long) arrival.outputTokens()))
                .containsExactly(109_842L, 1_018L, 397L);
    }

    @Test
    void two_traffics_of_one_project_and_tier_are_refused() {
        Traffic traffic = WORKLOAD.traffic().getFirst();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Workload(List.of(traffic, traffic)))
                .withMessageContaining("shop/priority");
    }

    private static List<Arrival> first(Workload workload, long seed, int count) {
        Iterator<Arrival> arrivals = workload.arrivals(seed);
        List<Arrival> first = new ArrayList<>();
        while (first.size() < count) {
            first.add(arrivals.next());
        }
        return first;
    }
}
