package dev.tierway.app.bench.overload;

import java.util.List;
import java.util.function.Function;

/**
 * A measure that a report shows with percentiles.
 *
 * @param heads of the median, the worst tenth, the worst hundredth and the worst
 */
record Measure(String name, String json, List<String> heads, Function<TierSummary, Percentiles> of) {
    private static final List<String> TIMES = List.of("p50", "p90", "p99", "max");
    private static final List<String> RATES = List.of("p50", "p10", "p1", "min");

    static final List<Measure> ALL = List.of(
            new Measure("queue ms", "queue_ms", TIMES, TierSummary::queueMillis),
            new Measure("TTFT ms", "ttft_ms", TIMES, TierSummary::ttftMillis),
            new Measure("TBT ms", "tbt_ms", TIMES, TierSummary::gapMillis),
            new Measure("OTPS", "otps", RATES, TierSummary::tokensPerSecond));

    /** In the order of {@link #heads}. */
    static List<Double> values(Percentiles percentiles) {
        return List.of(percentiles.p50(), percentiles.worst90(), percentiles.worst99(), percentiles.worst());
    }
}
