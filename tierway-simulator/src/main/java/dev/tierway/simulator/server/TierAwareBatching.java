package dev.tierway.simulator.server;

import dev.tierway.core.tier.ServiceTier;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The embedded engine's step. While a reserved or priority prompt is being computed, only it and latency-sensitive
 * answers step. Otherwise one chunk of another prompt and the answers of all tiers share the step, as many as keep it
 * within {@code urgentStepNanos} while a latency-sensitive answer is among them, those that waited longest first. What
 * does not step keeps its KV cache.
 *
 * <p>Prompts go by tier, but flex and batch are owed a share of the prompt tokens, twice what the scheduler owes them by
 * default: the scheduler decides how much of theirs comes in, and what is in here must not starve.
 */
final class TierAwareBatching implements Composer {
    private static final int URGENT_CHUNK = 128;
    private static final int OTHER_CHUNK = 32;
    private static final long URGENT_STEP_NANOS = 100_000_000;
    private static final Map<ServiceTier, Double> MINIMUM_SHARES =
            new EnumMap<>(Map.of(ServiceTier.FLEX, 0.1, ServiceTier.BATCH, 0.04));

    private final StepCost cost;
    private final long kvTokens;
    private final Map<ServiceTier, Double> owedTokens = new EnumMap<>(ServiceTier.class);
    private long step;

    TierAwareBatching(StepCost cost, long kvTokens) {
        this.cost = cost;
        this.kvTokens = kvTokens;
    }

    @Override
    public void compose(List<Sequence> sequences) {
        step++;
        Composer.clear(sequences);
        List<Sequence> running = Composer.inMemory(sequences, kvTokens);
        List<Sequence> urgent = running.stream()
                .filter(sequence -> sequence.tier().latencySensitive())
                .toList();
        urgent.stream().filter(Sequence::decoding).forEach(this::decode);
        Optional<Sequence> urgentPrompt = firstPrompt(urgent);
        if (urgentPrompt.isPresent()) {
            prefill(urgentPrompt.get(), URGENT_CHUNK, running);
            return;
        }
        owedPrompt(running).or(() -> firstPrompt(running)).ifPresent(prompt -> prefill(prompt, OTHER_CHUNK, running));
        int prefilled =
                running.stream().mapToInt(sequence -> sequence.stepPrefill).sum();
        int decodes = urgent.size();
        List<Sequence> others = running.stream()
                .filter(sequence -> sequence.decoding() && !sequence.tier().latencySensitive())
                .sorted(Comparator.<Sequence>comparingLong(sequence -> sequence.lastStep)
                        .thenComparing(Sequence::tier)
                        .thenComparingLong(sequence -> sequence.order))
                .toList();
        for (Sequence sequence : others) {
            if (urgent.isEmpty() || cost.nanos(decodes + 1, prefilled) <= URGENT_STEP_NANOS) {
                decode(sequence);
                decodes++;
            }
        }
    }

    /** The most urgent sequences that the KV cache holds; the others are swapped out. */
    private static Optional<Sequence> firstPrompt(List<Sequence> byUrgency) {
        return byUrgency.stream().filter(sequence -> sequence.prefillLeft > 0).findFirst();
    }

    private Optional<Sequence> owedPrompt(List<Sequence> running) {
        return running.stream()
                .filter(sequence ->
                        sequence.prefillLeft > 0 && owedTokens.getOrDefault(sequence.tier(), 0.0) >= OTHER_CHUNK)
                .findFirst();
    }

    private void decode(Sequence sequence) {
        sequence.stepDecode = true;
        sequence.lastStep = step;
    }

    private void prefill(Sequence sequence, int chunk, List<Sequence> running) {
        sequence.stepPrefill = Math.min(sequence.prefillLeft, chunk);
        MINIMUM_SHARES.forEach((tier, share) -> {
            boolean waits = running.stream().anyMatch(other -> other.tier() == tier && other.prefillLeft > 0);
            double earned = waits ? share * sequence.stepPrefill : 0;
            double paid = sequence.tier() == tier ? sequence.stepPrefill : 0;
            owedTokens.merge(tier, earned - paid, (before, change) -> Math.max(0, before + change));
        });
    }
}
