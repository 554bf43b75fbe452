package dev.tierway.simulator.report;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.RefusalReason;
import dev.tierway.scheduler.engine.TierReason;
import dev.tierway.scheduler.policy.TokenWeights;
import dev.tierway.simulator.run.Journey;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.run.ReservationGrant;
import dev.tierway.simulator.run.SimulationResult;
import dev.tierway.simulator.workload.Traffic;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Turns what happened in a run into {@link RunFigures}. */
public final class Figures {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Shorter than this, a refusal did not wait: it says nothing about waiting times. */
    private static final long AT_ONCE_NANOS = 1_000_000;

    private final SimulationResult result;
    private final TokenWeights weights;

    public Figures(SimulationResult result, TokenWeights weights) {
        this.result = result;
        this.weights = weights;
    }

    public RunFigures of(String strategy) {
        Map<String, Double> byFlow = new HashMap<>();
        Map<ServiceTier, Double> byTier = new EnumMap<>(ServiceTier.class);
        double total = 0;
        long wasted = 0;
        long output = 0;
        for (Journey journey : result.journeys()) {
            wasted += journey.wastedTokens();
            if (journey.end() == Journey.End.SERVED && phases().measures(journey.endedNanos())) {
                Usage usage = journey.usage();
                double tokens = weights.of(usage.inputUncached(), usage.cacheRead(), usage.output());
                byFlow.merge(journey.arrival().traffic().name(), tokens, Double::sum);
                byTier.merge(journey.requestedTier(), tokens, Double::sum);
                total += tokens;
                output += usage.output();
            }
        }
        double all = total;
        List<TierFigures> tiers = Arrays.stream(ServiceTier.values())
                .map(tier -> tier(tier, all == 0 ? 0 : byTier.getOrDefault(tier, 0.0) / all))
                .filter(figures -> figures.offered() > 0)
                .toList();
        double seconds = phases().measured().toNanos() / NANOS_PER_SECOND;
        Map<String, Double> utilisation = new LinkedHashMap<>();
        result.busyNanos()
                .forEach((name, busy) -> utilisation.put(name, Math.min(1, (double) busy / phases().endNanos())));
        return new RunFigures(
                strategy,
                tiers,
                total / seconds,
                output == 0 ? 0 : (double) wasted / output,
                utilisation,
                flows(byFlow),
                result.grants().stream().map(this::reservation).toList(),
                sharing(),
                result.events());
    }

    private SharingFigures sharing() {
        List<Journey> live = measured()
                .filter(journey -> !journey.requestedTier().scavenger())
                .toList();
        List<Journey> batch = result.journeys().stream()
                .filter(journey -> journey.requestedTier() == ServiceTier.BATCH)
                .toList();
        double served = 0;
        double wasted = 0;
        long prompt = 0;
        long cached = 0;
        for (Journey journey : batch) {
            wasted += weights.of(journey.wastedPromptTokens(), 0, journey.wastedTokens());
            Usage usage = journey.usage();
            if (journey.end() == Journey.End.SERVED && phases().measures(journey.endedNanos())) {
                served += weights.of(usage.input(), 0, usage.output());
                prompt += usage.input();
                cached += usage.cacheRead();
            }
        }
        return new SharingFigures(
                firstTokens(live),
                live.stream()
                        .filter(journey -> journey.end() == Journey.End.SERVED
                                && journey.usage().output() > 1)
                        .mapToDouble(Figures::tbtMillis)
                        .average()
                        .orElse(0),
                streams(live, Figures::tbtMillis),
                served / (phases().measured().toNanos() / NANOS_PER_SECOND),
                served == 0 ? 0 : wasted / served,
                prompt == 0 ? 0 : (double) cached / prompt,
                onTime(batch));
    }

    /** Of the lines that were due by the end of the run. */
    private double onTime(List<Journey> batch) {
        List<Journey> due = batch.stream()
                .filter(journey -> journey.arrival().deadlineNanos() <= phases().endNanos())
                .toList();
        long kept = due.stream()
                .filter(journey -> journey.end() == Journey.End.SERVED
                        && journey.endedNanos() <= journey.arrival().deadlineNanos())
                .count();
        int all = due.size() + result.neverSent();
        return all == 0 ? 1 : (double) kept / all;
    }

    private Phases phases() {
        return result.phases();
    }

    private List<FlowFigures> flows(Map<String, Double> weightedTokens) {
        return measured()
                .collect(Collectors.groupingBy(
                        journey -> journey.arrival().traffic().name()))
                .entrySet()
                .stream()
                .map(flow -> flow(flow.getValue(), weightedTokens.getOrDefault(flow.getKey(), 0.0)))
                .sorted(Comparator.comparing(FlowFigures::tier).thenComparing(FlowFigures::project))
                .toList();
    }

    private FlowFigures flow(List<Journey> journeys, double weightedTokens) {
        Traffic traffic = journeys.getFirst().arrival().traffic();
        return new FlowFigures(
                traffic.project(),
                traffic.tier(),
                journeys.size(),
                count(journeys, Journey.End.SERVED),
                weightedTokens,
                firstTokens(journeys));
    }

    private ReservedFigures reservation(ReservationGrant grant) {
        List<Journey> concerned = measured()
                .filter(journey -> journey.reservation().equals(grant.name()))
                .toList();
        List<Journey> inside = concerned.stream()
                .filter(journey -> journey.servedTier() == ServiceTier.RESERVED)
                .toList();
        Map<TierReason, Integer> elsewhere = new EnumMap<>(TierReason.class);
        int triedFirst = 0;
        for (Journey journey : concerned) {
            TierReason reason = journey.reason();
            if (journey.servedTier() != ServiceTier.RESERVED && reason != null) {
                elsewhere.merge(reason, 1, Integer::sum);
                triedFirst += journey.firstTier() == ServiceTier.RESERVED ? 1 : 0;
            }
        }
        double unit = BurndownRates.UNIT;
        return new ReservedFigures(
                grant.name(),
                grant.inputUnits() == 0 ? 0 : grant.use().inputUnits() / unit / grant.inputUnits(),
                grant.outputUnits() == 0 ? 0 : grant.use().outputUnits() / unit / grant.outputUnits(),
                grant.use(),
                inside.size(),
                count(inside, Journey.End.FAILED)
                        + count(inside, Journey.End.LEFT)
                        + count(inside, Journey.End.REFUSED),
                Collections.unmodifiableMap(elsewhere),
                triedFirst,
                waits(inside));
    }

    private Stream<Journey> measured() {
        return result.journeys().stream()
                .filter(journey -> phases().measures(journey.arrival().atNanos()));
    }

    private TierFigures tier(ServiceTier tier, double share) {
        List<Journey> journeys =
                measured().filter(journey -> journey.requestedTier() == tier).toList();
        Map<RefusalReason, Integer> refused = new EnumMap<>(RefusalReason.class);
        journeys.forEach(journey -> {
            RefusalReason reason = journey.refusal();
            if (reason != null) {
                refused.merge(reason, 1, Integer::sum);
            }
        });
        return new TierFigures(
                tier,
                journeys.size(),
                count(journeys, Journey.End.SERVED),
                (int) journeys.stream()
                        .filter(journey -> journey.end() == Journey.End.SERVED && journey.servedTier() != tier)
                        .count(),
                Collections.unmodifiableMap(refused),
                count(journeys, Journey.End.LEFT),
                count(journeys, Journey.End.FAILED),
                count(journeys, Journey.End.OPEN),
                waits(journeys),
                firstTokens(journeys),
                streams(journeys, Figures::tbtMillis),
                streams(journeys, journey -> 1000 / tbtMillis(journey)),
                share,
                longestGapSeconds(tier),
                journeys.stream().mapToInt(Journey::preemptions).sum());
    }

    private double longestGapSeconds(ServiceTier tier) {
        long[] ends = result.journeys().stream()
                .filter(journey -> journey.requestedTier() == tier && journey.end() == Journey.End.SERVED)
                .mapToLong(Journey::endedNanos)
                .filter(phases()::measures)
                .sorted()
                .toArray();
        long longest = 0;
        long previous = phases().measuredFromNanos();
        for (long end : ends) {
            longest = Math.max(longest, end - previous);
            previous = end;
        }
        return Math.max(longest, phases().measuredToNanos() - previous) / NANOS_PER_SECOND;
    }

    private static int count(List<Journey> journeys, Journey.End end) {
        return (int) journeys.stream().filter(journey -> journey.end() == end).count();
    }

    private Distribution waits(List<Journey> journeys) {
        return new Distribution(
                journeys.stream()
                        .filter(journey -> journey.dispatchedNanos() >= 0)
                        .mapToDouble(journey -> sinceArrival(journey, journey.dispatchedNanos()))
                        .toArray(),
                cutShort(journeys.stream()
                        .filter(journey -> journey.dispatchedNanos() < 0)
                        .toList()));
    }

    private Distribution firstTokens(List<Journey> journeys) {
        return new Distribution(
                journeys.stream()
                        .filter(journey -> journey.firstTokenNanos() >= 0)
                        .mapToDouble(journey -> sinceArrival(journey, journey.firstTokenNanos()))
                        .toArray(),
                cutShort(journeys.stream()
                        .filter(journey -> journey.firstTokenNanos() < 0)
                        .toList()));
    }

    /** How long those without the event waited for it, except those turned away at once. */
    private double[] cutShort(List<Journey> without) {
        return without.stream()
                .mapToLong(journey -> (journey.endedNanos() < 0 ? phases().endNanos() : journey.endedNanos())
                        - journey.arrival().atNanos())
                .filter(waited -> waited > AT_ONCE_NANOS)
                .mapToDouble(waited -> waited / NANOS_PER_MILLI)
                .toArray();
    }

    private static Distribution streams(List<Journey> journeys, ToDoubleFunction<Journey> measure) {
        DoubleStream values = journeys.stream()
                .filter(journey ->
                        journey.end() == Journey.End.SERVED && journey.usage().output() > 1)
                .mapToDouble(measure);
        return new Distribution(values.toArray(), new double[0]);
    }

    private static double sinceArrival(Journey journey, long nanos) {
        return (nanos - journey.arrival().atNanos()) / NANOS_PER_MILLI;
    }

    private static double tbtMillis(Journey journey) {
        return (journey.endedNanos() - journey.firstTokenNanos())
                / NANOS_PER_MILLI
                / (journey.usage().output() - 1);
    }
}
