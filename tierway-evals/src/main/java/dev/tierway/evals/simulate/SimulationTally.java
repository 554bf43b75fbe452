package dev.tierway.evals.simulate;

import dev.tierway.evals.run.CaseResult;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.Rates;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Turn;
import dev.tierway.evals.wording.Words;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What simulated conversations of a run came to, and how far their customers can be trusted. Spoiled conversations,
 * those that were played again too, are counted apart and in no funnel. Confined to one thread.
 */
public final class SimulationTally {
    private final double confidence;
    private final Funnels all = new Funnels();
    private final TreeMap<String, Funnels> byGroup = new TreeMap<>();
    private final TreeMap<String, Spoiled> byModel = new TreeMap<>();
    private final TreeMap<String, Long> flaws = new TreeMap<>();
    private final List<Double> turns = new ArrayList<>();
    private final List<Double> words = new ArrayList<>();
    private long others;

    /**
     * An empty tally.
     *
     * @param confidence of intervals, such as 0.95
     */
    public SimulationTally(double confidence) {
        this.confidence = confidence;
    }

    private static final class Funnels {
        private final EnumMap<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    }

    private static final class Spoiled {
        private long spoiled;
        private long played;
    }

    /** Counts {@code result}; results that are no simulated conversations are only numbered. */
    public void add(CaseResult result) {
        Optional<Sample> sample = result.sample();
        JsonNode customer = sample.<JsonNode>map(it -> it.inside().path("customer"))
                .orElseGet(JsonNodeFactory.instance::missingNode);
        if (sample.isEmpty() || !customer.isObject()) {
            others++;
            return;
        }
        Spoiled model = byModel.computeIfAbsent(customer.path("model").asString(""), _ -> new Spoiled());
        List<String> before = sample.get().spoiledBefore();
        model.played += 1 + before.size();
        model.spoiled += before.size();
        before.forEach(it -> flaws.merge(Flaw.kindOf(it), 1L, Long::sum));
        if (sample.get().spoiled().isPresent()) {
            model.spoiled++;
            customer.path("flaws").forEach(it -> flaws.merge(it.path("kind").asString(""), 1L, Long::sum));
            return;
        }
        String funnel = sample.get().inside().path("funnel").path("outcome").asString("");
        for (Outcome outcome : Outcome.values()) {
            if (outcome.wireName().equals(funnel)) {
                all.counts.merge(outcome, 1L, Long::sum);
                byGroup.computeIfAbsent(result.group(), _ -> new Funnels())
                        .counts
                        .merge(outcome, 1L, Long::sum);
            }
        }
        measure(sample.get().transcript());
    }

    private void measure(List<Turn> transcript) {
        int customerTurns = 0;
        for (Turn turn : transcript) {
            if (turn.speaker().equals(Turn.CUSTOMER)) {
                customerTurns++;
                words.add((double) Words.of(turn.text()).size());
            }
        }
        turns.add((double) customerTurns);
    }

    /** Conversations that were judged. */
    public long judged() {
        return all.counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Results that are no simulated conversations, or have no sample. */
    public long others() {
        return others;
    }

    /** How many conversations came how far. */
    public Map<Outcome, Long> funnel() {
        return new EnumMap<>(all.counts);
    }

    /** The same for each intent or routine. */
    public SequencedMap<String, Map<Outcome, Long>> funnelByGroup() {
        SequencedMap<String, Map<Outcome, Long>> funnels = new TreeMap<>();
        byGroup.forEach((group, funnel) -> funnels.put(group, new EnumMap<>(funnel.counts)));
        return funnels;
    }

    /** Share of judged conversations whose objective was met; absent when none was judged. */
    public Optional<Interval> objective() {
        return rate(all.counts.getOrDefault(Outcome.OBJECTIVE_MET, 0L), judged());
    }

    /** Share of conversations that their customer spoiled, for each model that played customers. */
    public SequencedMap<String, Interval> spoiledByModel() {
        SequencedMap<String, Interval> rates = new TreeMap<>();
        byModel.forEach((model, counts) -> rate(counts.spoiled, counts.played).ifPresent(it -> rates.put(model, it)));
        return rates;
    }

    /** Share of conversations that their customer spoiled; absent when none was played. */
    public Optional<Interval> spoiled() {
        return rate(
                byModel.values().stream().mapToLong(it -> it.spoiled).sum(),
                byModel.values().stream().mapToLong(it -> it.played).sum());
    }

    /** How often customers did what wrong. */
    public SequencedMap<String, Long> flaws() {
        return new TreeMap<>(flaws);
    }

    /** How often customers spoke in each judged conversation, and how many words each of their messages has. */
    public Shape shape() {
        return new Shape(array(turns), array(words));
    }

    private Optional<Interval> rate(long count, long n) {
        return n == 0 ? Optional.empty() : Optional.of(Rates.wilson(count, n, confidence));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
