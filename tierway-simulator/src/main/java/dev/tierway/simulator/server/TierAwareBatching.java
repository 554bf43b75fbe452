package dev.tierway.simulator.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The embedded engine's step: the most urgent tier first. While a reserved or priority prompt is being computed, only
 * latency-sensitive streams step beside it; while one of their answers is being written, others are added in order of
 * tier as long as the step stays within {@code urgentStepNanos}. What does not step waits without losing its KV cache.
 *
 * @param urgentChunk prompt tokens in a step for a latency-sensitive prompt
 * @param otherChunk prompt tokens in a step for any other
 * @param urgentStepNanos longest step while latency-sensitive work is present
 */
record TierAwareBatching(StepCost cost, long kvTokens, int urgentChunk, int otherChunk, long urgentStepNanos)
        implements Composer {

    @Override
    public void compose(List<Sequence> sequences) {
        Composer.clear(sequences);
        List<Sequence> byUrgency = new ArrayList<>(sequences);
        byUrgency.sort(Comparator.comparing(Sequence::tier).thenComparingLong(sequence -> sequence.order));
        boolean urgent = byUrgency.getFirst().tier().latencySensitive();
        boolean urgentPrompt =
                byUrgency.stream().anyMatch(sequence -> sequence.tier().latencySensitive() && sequence.prefillLeft > 0);
        long kv = 0;
        int decodes = 0;
        int prefilled = 0;
        for (Sequence sequence : byUrgency) {
            kv += sequence.kvTokens();
            sequence.running = kv <= kvTokens;
            if (!sequence.running || (urgentPrompt && !sequence.tier().latencySensitive())) {
                continue;
            }
            if (sequence.decoding()) {
                sequence.stepDecode = sequence.tier().latencySensitive()
                        || !urgent
                        || cost.nanos(decodes + 1, prefilled) <= urgentStepNanos;
                decodes += sequence.stepDecode ? 1 : 0;
            } else if (prefilled == 0) {
                sequence.stepPrefill = chunk(sequence, urgent && !urgentPrompt, decodes);
                prefilled = sequence.stepPrefill;
            }
        }
    }

    private int chunk(Sequence sequence, boolean withinStep, int decodes) {
        int most = Math.min(sequence.prefillLeft, sequence.tier().latencySensitive() ? urgentChunk : otherChunk);
        if (!withinStep) {
            return most;
        }
        long room = (urgentStepNanos - cost.nanos(decodes, 0)) / cost.perPrefillTokenNanos();
        return Math.clamp(room, 0, most);
    }
}
