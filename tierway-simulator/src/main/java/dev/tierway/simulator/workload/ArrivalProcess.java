package dev.tierway.simulator.workload;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** When requests arrive: a rule that yields non-decreasing nanoseconds, then {@link Long#MAX_VALUE} for ever. */
@FunctionalInterface
public interface ArrivalProcess {
    LongSupplier start(RandomGenerator random);

    /** Independent arrivals at {@code perSecond}. */
    static ArrivalProcess poisson(double perSecond) {
        return new RenewalArrivals(RateProfile.constant(perSecond), 1);
    }

    /** Independent arrivals at a changing rate. */
    static ArrivalProcess poisson(RateProfile rate) {
        return new RenewalArrivals(rate, 1);
    }

    /** Bursty arrivals: gamma gaps whose coefficient of variation is {@code variation} (1 is Poisson). */
    static ArrivalProcess bursty(double perSecond, double variation) {
        return new RenewalArrivals(RateProfile.constant(perSecond), variation);
    }

    /** Bursty arrivals at a changing rate. */
    static ArrivalProcess bursty(RateProfile rate, double variation) {
        return new RenewalArrivals(rate, variation);
    }

    /** Recorded arrivals, {@code speed} times as fast as they were recorded. */
    static ArrivalProcess replay(long[] recordedNanos, double speed) {
        long[] times = recordedNanos.clone();
        return random -> {
            int[] next = {0};
            return () -> next[0] < times.length ? (long) (times[next[0]++] / speed) : Long.MAX_VALUE;
        };
    }
}
