package dev.tierway.simulator.run;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.RefusalReason;
import dev.tierway.scheduler.engine.TierReason;
import dev.tierway.simulator.workload.Arrival;
import org.jspecify.annotations.Nullable;

/** What became of one request, as its client saw it. Times are nanoseconds of the run, -1 for "has not happened". */
public final class Journey {
    /** How a request ended. */
    public enum End {
        /** Not yet: it waits or runs when the run stops. */
        OPEN,
        SERVED,
        REFUSED,
        /** The client left before the first token. */
        LEFT,
        /** Every attempt failed, or one failed after its first token. */
        FAILED
    }

    private final Arrival arrival;
    private ServiceTier servedTier;
    private ServiceTier firstTier;
    private @Nullable TierReason reason;
    private String reservation = "";
    private End end = End.OPEN;
    private @Nullable RefusalReason refusal;
    private Usage usage = Usage.NONE;
    private long dispatchedNanos = -1;
    private long firstTokenNanos = -1;
    private long endedNanos = -1;
    private int attempts;
    private int preemptions;
    private long wastedTokens;
    private long wastedPrompt;

    @Nullable
    String deployment;

    Journey(Arrival arrival) {
        this.arrival = arrival;
        this.servedTier = arrival.traffic().tier();
        this.firstTier = servedTier;
    }

    public Arrival arrival() {
        return arrival;
    }

    public ServiceTier requestedTier() {
        return arrival.traffic().tier();
    }

    public ServiceTier servedTier() {
        return servedTier;
    }

    /** The tier of the first attempt; the requested one when there was none. */
    public ServiceTier firstTier() {
        return firstTier;
    }

    /** Why it was served in that tier; null when it was not dispatched. */
    public @Nullable TierReason reason() {
        return reason;
    }

    /** The reservation that it drew on or spilled from; empty when none is concerned. */
    public String reservation() {
        return reservation;
    }

    public End end() {
        return end;
    }

    /** Why it was turned away; null unless {@link End#REFUSED}. */
    public @Nullable RefusalReason refusal() {
        return refusal;
    }

    /** Of the attempt that finished. */
    public Usage usage() {
        return usage;
    }

    /** When the attempt that counts was sent. */
    public long dispatchedNanos() {
        return dispatchedNanos;
    }

    /** Of the attempt that counts: one that was cancelled after it took its tokens along. */
    public long firstTokenNanos() {
        return firstTokenNanos;
    }

    public long endedNanos() {
        return endedNanos;
    }

    public int attempts() {
        return attempts;
    }

    public int preemptions() {
        return preemptions;
    }

    /** Output tokens of attempts that were cancelled or failed. */
    public long wastedTokens() {
        return wastedTokens;
    }

    /** Prompt tokens that such attempts had to compute, counted whole however far they had come. */
    public long wastedPromptTokens() {
        return wastedPrompt;
    }

    boolean running(int attempt) {
        return deployment != null && attempts == attempt && end == End.OPEN;
    }

    void dispatched(Decision.Dispatch dispatch, long now) {
        deployment = dispatch.deployment();
        servedTier = dispatch.servedTier();
        reason = dispatch.reason();
        reservation = dispatch.reservation();
        if (attempts == 0) {
            firstTier = servedTier;
        }
        dispatchedNanos = now;
        firstTokenNanos = -1;
        attempts++;
    }

    void firstToken(long now) {
        firstTokenNanos = now;
    }

    void interrupted(long producedTokens, boolean preempted) {
        deployment = null;
        dispatchedNanos = -1;
        firstTokenNanos = -1;
        wastedTokens += producedTokens;
        wastedPrompt += arrival.inputTokens();
        preemptions += preempted ? 1 : 0;
    }

    void served(Usage used, long now) {
        usage = used;
        end(End.SERVED, now);
    }

    void refused(RefusalReason reason, long now) {
        refusal = reason;
        end(End.REFUSED, now);
    }

    void end(End how, long now) {
        end = how;
        endedNanos = now;
        deployment = null;
    }
}
