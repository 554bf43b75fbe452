package dev.tierway.app.bench.overload;

import dev.tierway.app.bench.overload.Observation.Outcome;
import dev.tierway.core.tier.ServiceTier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What one tier got in a phase.
 *
 * @param offered requests that were sent
 * @param refusals those turned away, by error code; {@code expired} and {@code failed} alike
 * @param servedAs served requests by the tier that served them
 * @param outputTokens of everything served
 */
record TierSummary(
        ServiceTier tier,
        int offered,
        int served,
        Map<String, Integer> refusals,
        Map<String, Integer> expired,
        Map<String, Integer> failed,
        int unfinished,
        Map<String, Integer> servedAs,
        long outputTokens,
        Percentiles queueMillis,
        Percentiles ttftMillis,
        Percentiles gapMillis,
        Percentiles tokensPerSecond) {

    static TierSummary of(ServiceTier tier, int offered, Collection<Observation> all) {
        List<Observation> own =
                all.stream().filter(it -> it.request().tier() == tier).toList();
        List<Observation> served =
                own.stream().filter(it -> it.outcome() == Outcome.SERVED).toList();
        int others = codes(own, Outcome.REFUSED).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum()
                + codes(own, Outcome.EXPIRED).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum()
                + codes(own, Outcome.FAILED).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
        return new TierSummary(
                tier,
                offered,
                served.size(),
                codes(own, Outcome.REFUSED),
                codes(own, Outcome.EXPIRED),
                codes(own, Outcome.FAILED),
                offered - served.size() - others,
                count(served.stream().map(Observation::servedTier).toList()),
                served.stream().mapToLong(Observation::outputTokens).sum(),
                Percentiles.ofTimes(served.stream().mapToDouble(Observation::queueMillis)),
                Percentiles.ofTimes(served.stream().mapToDouble(Observation::ttftMillis)),
                Percentiles.ofTimes(served.stream().flatMapToDouble(TierSummary::gaps)),
                Percentiles.ofRates(served.stream().mapToDouble(Observation::outputTokensPerSecond)));
    }

    private static DoubleStream gaps(Observation observation) {
        return Arrays.stream(observation.gapsMicros()).mapToDouble(micros -> micros / 1e3);
    }

    private static Map<String, Integer> codes(List<Observation> own, Outcome outcome) {
        return count(own.stream()
                .filter(it -> it.outcome() == outcome)
                .map(Observation::code)
                .toList());
    }

    private static Map<String, Integer> count(List<String> names) {
        return names.stream()
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toMap(name -> name, _ -> 1, Integer::sum, TreeMap::new));
    }
}
