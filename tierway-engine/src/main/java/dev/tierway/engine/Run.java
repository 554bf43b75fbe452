package dev.tierway.engine;

import dev.tierway.core.tier.ServiceTier;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An accepted generation as the engine thread sees it. Its tokens are the prompt, then what was generated; the first
 * {@link #computed} of them are in KV cells while it is resident, or saved to the heap while it is swapped out.
 */
final class Run {
    /** Tier first; then the earliest deadline among flex and batch, which wait for it; then arrival. */
    static final Comparator<Run> BY_RANK = Comparator.comparing(Run::tier)
            .thenComparingLong(run -> run.tier().scavenger() ? run.request.deadlineNanos() : 0)
            .thenComparingLong(run -> run.arrival);

    final GenerationRequest request;
    final TokenStream stream;
    final long arrival;

    int[] tokens;
    int length;
    int computed;
    /** Prompt tokens that were found in KV cells. */
    int cached;

    int sequence = -1;
    byte @Nullable [] saved;

    /** Number of the last step it took part in. */
    long lastStep;
    /** Tokens it computes in the current step. */
    int stepTokens;
    /** Its output row in the current step; -1 when the step does not reach its last token. */
    int outputRow = -1;

    Run(GenerationRequest request, TokenStream stream, long arrival) {
        this.request = request;
        this.stream = stream;
        this.arrival = arrival;
        tokens = Arrays.copyOf(request.prompt(), request.prompt().length + 16);
        length = request.prompt().length;
    }

    ServiceTier tier() {
        return request.tier();
    }

    int promptLength() {
        return request.prompt().length;
    }

    int generated() {
        return length - promptLength();
    }

    int pending() {
        return length - computed;
    }

    boolean resident() {
        return sequence >= 0;
    }

    /** Whether its reader lags a full queue behind. */
    boolean blocked() {
        return stream.room() == 0;
    }

    void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, length * 2);
        }
        tokens[length++] = token;
    }
}
