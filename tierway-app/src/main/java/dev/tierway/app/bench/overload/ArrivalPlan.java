package dev.tierway.app.bench.overload;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Requests in the order they are due; the same seed gives the same plan. */
record ArrivalPlan(Duration length, List<PlannedRequest> requests) {
    ArrivalPlan {
        requests = List.copyOf(requests);
    }

    /**
     * Poisson arrivals.
     *
     * @param perSecond mean rate
     * @param most requests at which the plan is cut off
     */
    static ArrivalPlan poisson(Workload workload, double perSecond, Duration length, int most) {
        RandomGenerator random = new SplittableRandom(workload.seed());
        List<PlannedRequest> requests = new ArrayList<>();
        double due = 0;
        while (requests.size() < most) {
            due += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
            if (due >= length.toNanos()) {
                break;
            }
            requests.add(workload.request(random, requests.size(), (long) due));
        }
        boolean cutOff = requests.size() == most;
        return new ArrivalPlan(
                cutOff ? Duration.ofNanos(requests.getLast().dueNanos()) : length, requests);
    }

    /** The same requests at the same times, without those of other tiers. */
    ArrivalPlan only(Set<ServiceTier> tiers) {
        return new ArrivalPlan(
                length,
                requests.stream().filter(it -> tiers.contains(it.tier())).toList());
    }

    /**
     * What the requests are like.
     *
     * @param scale factor on the lengths of the tables, to suit the model
     */
    record Workload(Mix mix, double scale, long seed) {
        PlannedRequest request(RandomGenerator random, int index, long dueNanos) {
            return new PlannedRequest(
                    index,
                    dueNanos,
                    mix.sample(random),
                    LengthTable.AZURE_PROMPTS.sample(random, scale),
                    LengthTable.AZURE_OUTPUTS.sample(random, scale));
        }
    }
}
