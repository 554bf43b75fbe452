package dev.tierway.simulator.server;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * vLLM's step: every running stream decodes, the rest of the token budget goes to prompts, those under way first; a
 * waiting prompt is taken in when a slot and KV cache for it are free. Short of KV cache it throws out the last (and,
 * with priorities, least urgent) stream, which is computed again.
 *
 * @param maxSequences {@code max_num_seqs}
 * @param maxBatchedTokens {@code max_num_batched_tokens}
 * @param priorities whether waiting prompts go by tier before arrival
 */
record ContinuousBatching(int maxSequences, long kvTokens, int maxBatchedTokens, boolean priorities)
        implements Composer {

    @Override
    public void compose(List<Sequence> sequences) {
        Composer.clear(sequences);
        int running = 0;
        int decodes = 0;
        long kv = 0;
        for (Sequence sequence : sequences) {
            if (sequence.running) {
                running++;
                kv += sequence.kvTokens();
                decodes += sequence.decoding() ? 1 : 0;
            }
        }
        boolean evicted = false;
        while (kv + decodes > kvTokens && running > 1) {
            Sequence victim = victim(sequences);
            kv -= victim.kvTokens();
            decodes -= victim.decoding() ? 1 : 0;
            running--;
            victim.evict();
            evicted = true;
        }
        int budget = maxBatchedTokens - decodes;
        for (Sequence sequence : sequences) {
            if (sequence.running) {
                sequence.stepDecode = sequence.prefillLeft == 0;
                sequence.stepPrefill = Math.min(sequence.prefillLeft, Math.max(0, budget));
                budget -= sequence.stepPrefill;
            }
        }
        for (Sequence next = waiting(sequences);
                !evicted && next != null && budget > 0 && running < maxSequences && kv + next.kvTokens() <= kvTokens;
                next = waiting(sequences)) {
            next.running = true;
            next.stepPrefill = Math.min(next.prefillLeft, budget);
            budget -= next.stepPrefill;
            kv += next.kvTokens();
            running++;
        }
    }

    private @Nullable Sequence waiting(List<Sequence> sequences) {
        Sequence best = null;
        for (Sequence sequence : sequences) {
            if (!sequence.running && (best == null || order().compare(sequence, best) < 0)) {
                best = sequence;
            }
        }
        return best;
    }

    private Sequence victim(List<Sequence> sequences) {
        return sequences.stream()
                .filter(sequence -> sequence.running)
                .max(order())
                .orElseThrow();
    }

    private Comparator<Sequence> order() {
        Comparator<Sequence> arrival = Comparator.comparingLong(sequence -> sequence.order);
        return priorities ? Comparator.comparing(Sequence::tier).thenComparing(arrival) : arrival;
    }
}
