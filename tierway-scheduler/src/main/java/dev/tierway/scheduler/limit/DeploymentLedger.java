package dev.tierway.scheduler.limit;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.policy.LimitPolicy;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one deployment runs for us, what it may still take, and what we learned of its speed.
 *
 * <p>Its own report only ever adds to the ledger: the part that is not ours counts as taken until the report is too
 * old. A deployment that reports nothing is trusted to run what we sent it and no more.
 */
public final class DeploymentLedger {
    private static final double TYPICAL_PROMPT = 1_000;
    /** Times its prediction that an observation may count for: an engine that stood still is not a slow one. */
    private static final double OUTLIER = 4;
    /** Of the time between tokens that is aimed at: requests beside long prompts see slower steps than the usual ones. */
    private static final double PACE_AIM = 0.95;
    /** Times its prior that a prompt is believed to be computed when no first byte tells. */
    private static final double PROMPT_PATIENCE = 2;

    private final int index;
    private final String name;
    private final LimitPolicy policy;
    private final Speed prior;
    /** Seconds to the first token, over prompt tokens that must be computed before it. */
    private LearnedLine firstToken;
    /** Seconds per decode step, over requests that decode together. */
    private LearnedLine step;

    private final Set<Occupant> occupants = new LinkedHashSet<>();
    private final KvForecast forecast = new KvForecast();
    private Capacity capacity;
    private boolean available = true;
    private long returnedAt = Long.MIN_VALUE;
    private int running;
    private int online;
    private long finalTokens;
    private long onlineFinalTokens;
    private int urgent;
    private long pendingPrefill;
    private long urgentPendingPrefill;
    private long promptsUntil = Long.MIN_VALUE;
    private long batchPromptsUntil = Long.MIN_VALUE;

    private long reportedAt;
    private boolean reported;
    private int foreignRequests;
    private long foreignTokens;
    private double reportedSaturation;

    /** A deployment that runs nothing yet; {@code index} is its place in the pool's list. */
    public DeploymentLedger(int index, String name, Capacity capacity, LimitPolicy policy, Speed speed) {
        this.index = index;
        this.name = name;
        this.capacity = capacity;
        this.policy = policy;
        this.prior = speed;
        this.firstToken = speed.firstToken();
        this.step = speed.step(capacity);
    }

    /** Prior speeds, in tokens per second. */
    public record Speed(double prefillTokensPerSecond, double outputTokensPerSecond) {
        private double stepSeconds() {
            return 1 / outputTokensPerSecond;
        }

        private LearnedLine firstToken() {
            return new LearnedLine(stepSeconds(), 1 / prefillTokensPerSecond, TYPICAL_PROMPT);
        }

        private LearnedLine step(Capacity capacity) {
            return new LearnedLine(stepSeconds(), 0, capacity.slots());
        }
    }

    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    public Capacity capacity() {
        return capacity;
    }

    public void resize(Capacity changed) {
        capacity = changed;
    }

    public boolean available() {
        return available;
    }

    /** What was learned of its speed does not outlive an outage: it would keep away the requests that unlearn it. */
    public void available(boolean changed, long now) {
        if (changed && !available) {
            firstToken = prior.firstToken();
            step = prior.step(capacity);
            returnedAt = now;
        }
        available = changed;
    }

    public int running() {
        return running;
    }

    public int online() {
        return online;
    }

    /** Whether a request of this size could run here if nothing else did. */
    public boolean holds(long contextTokens) {
        return contextTokens <= capacity.contextTokens() && contextTokens <= capacity.kvTokens();
    }

    public void start(Occupant occupant, int uncachedTokens, long now) {
        occupants.add(occupant);
        running++;
        pendingPrefill += uncachedTokens;
        long least = (long) (PROMPT_PATIENCE * 1e9 * prior.firstToken().at(uncachedTokens));
        promptsUntil = Math.max(promptsUntil, now) + least;
        if (occupant.batch()) {
            batchPromptsUntil = promptsUntil;
        }
        if (occupant.urgent()) {
            urgent++;
            urgentPendingPrefill += uncachedTokens;
        }
        finalTokens += occupant.finalTokens();
        if (!occupant.scavenger()) {
            online++;
            onlineFinalTokens += occupant.finalTokens();
        }
    }

    /** {@code prefilling} is what it still counts for in {@link #pendingPrefill}. */
    public void stop(Occupant occupant, int prefilling) {
        if (!occupants.remove(occupant)) {
            throw new IllegalStateException(name + " does not run " + occupant);
        }
        running--;
        pendingPrefill -= prefilling;
        if (occupant.urgent()) {
            urgent--;
            urgentPendingPrefill -= prefilling;
        }
        finalTokens -= occupant.finalTokens();
        if (!occupant.scavenger()) {
            online--;
            onlineFinalTokens -= occupant.finalTokens();
        }
    }

    /** The predicted final length of a running attempt grew. */
    public void grew(Occupant occupant, long tokens) {
        finalTokens += tokens;
        if (!occupant.scavenger()) {
            onlineFinalTokens += tokens;
        }
    }

    /** Prompt tokens sent and not yet answered by a first byte that are computed before a prompt of {@code occupant}. */
    public long pendingPrefill(Occupant occupant) {
        return comesFirst(occupant) ? urgentPendingPrefill : pendingPrefill;
    }

    /** The first token of an attempt sent at {@code since} came, behind {@code tokens} of prompt to compute. */
    public void firstToken(Occupant occupant, long tokens, int uncachedTokens, long since, long now) {
        pendingPrefill -= uncachedTokens;
        if (occupant.urgent()) {
            urgentPendingPrefill -= uncachedTokens;
        }
        // What an engine held back for others says nothing about its speed.
        if (pendingPrefill == 0) {
            promptsUntil = Long.MIN_VALUE;
            batchPromptsUntil = Long.MIN_VALUE;
        }
        if (!capacity.yields() || occupant.urgent()) {
            learn(firstToken, (double) tokens, (now - since) / 1e9, since);
        }
    }

    /** Whether all but reserved and priority work is held back for it. */
    private boolean comesFirst(Occupant occupant) {
        return capacity.yields() && occupant.urgent();
    }

    /** A running attempt has produced {@code tokens} since {@code since}. */
    public void steps(int tokens, long since, long now) {
        learn(step, occupants.size(), (now - since) / 1e9 / tokens, since);
    }

    private void learn(LearnedLine line, double load, double seconds, long since) {
        if (since >= returnedAt) {
            line.observe(load, Math.min(seconds, OUTLIER * line.at(load)));
        }
    }

    /** Predicted seconds to the first token of a prompt with {@code uncachedTokens} to compute. */
    public double secondsToFirstToken(Occupant occupant, int uncachedTokens) {
        double prefill = firstToken.at((double) (pendingPrefill(occupant) + uncachedTokens));
        return comesFirst(occupant) ? prefill : prefill + Math.max(0, step.at(running()) - step.intercept());
    }

    /** Predicted seconds to compute {@code tokens} of prompt. */
    public double prefillSeconds(long tokens) {
        return firstToken.at((double) tokens);
    }

    /** Slots left for work of {@code tier}; on engines that yield it takes those of what they hold back for it. */
    public int freeSlots(ServiceTier tier, long now) {
        if (!available) {
            return 0;
        }
        int taken = taken(tier);
        return Math.max(0, capacity.slots() - taken - foreignRequests(now));
    }

    private int taken(ServiceTier tier) {
        if (!capacity.yields() || tier.scavenger()) {
            return running;
        }
        return tier.latencySensitive() ? urgent : online;
    }

    /** Whether one more flex or batch request would keep the time between tokens of those above it in bounds. */
    public boolean scavengerKeepsPace() {
        return capacity.yields()
                || online == 0
                || step.at(running() + 1)
                        <= PACE_AIM * policy.timeBetweenTokens().toNanos() / 1e9;
    }

    /** Whether a prompt is being computed: one was sent, and neither its first byte nor enough time has come. */
    public boolean computesPrompt(long now) {
        return pendingPrefill > 0 && now < promptsUntil;
    }

    /** Whether a batch prompt is among those being computed. */
    public boolean computesBatchPrompt(long now) {
        return pendingPrefill > 0 && now < batchPromptsUntil;
    }

    /** Whether the KV cache will hold {@code more} beside all that runs, less {@code leaving}. */
    public boolean fits(Occupant more, Set<? extends Occupant> leaving, long now) {
        long limit = capacity.kvTokens();
        if (limit == Long.MAX_VALUE || occupants.size() == leaving.size()) {
            return true;
        }
        limit -= (long) (limit * policy.kvReserve()) + foreignTokens(now);
        boolean onlineOnly = capacity.yields() && !more.scavenger();
        if ((onlineOnly ? onlineFinalTokens : finalTokens) + more.finalTokens() <= limit) {
            return true;
        }
        forecast.clear();
        forecast.add(more);
        for (Occupant occupant : occupants) {
            if (!(onlineOnly && occupant.scavenger()) && !leaving.contains(occupant)) {
                forecast.add(occupant);
            }
        }
        return forecast.peak() <= limit;
    }

    public long heldTokens() {
        return occupants.stream().mapToLong(Occupant::heldTokens).sum();
    }

    /** Takes in the deployment's own report: requests in it, running or waiting, and its KV usage, NaN if unknown. */
    public void report(int requests, double kvUsage, long now) {
        reported = true;
        reportedAt = now;
        foreignRequests = Math.max(0, requests - occupants.size());
        boolean kvKnown = !Double.isNaN(kvUsage) && capacity.kvTokens() != Long.MAX_VALUE;
        foreignTokens = kvKnown ? Math.max(0, (long) (kvUsage * capacity.kvTokens()) - heldTokens()) : 0;
        reportedSaturation = Math.max((double) requests / capacity.slots(), kvKnown ? kvUsage : 0);
    }

    /** When the report stops counting, if it still takes something away; else {@link Long#MAX_VALUE}. */
    public long reportExpires(long now) {
        boolean counts = fresh(now) && (foreignRequests > 0 || foreignTokens > 0);
        return counts ? reportedAt + policy.signalMaxAge().toNanos() + 1 : Long.MAX_VALUE;
    }

    /** 0 is idle, 1 is full, above 1 is queueing inside. */
    public double saturation(long now) {
        double slots = (double) occupants.size() / capacity.slots();
        double kv = (double) heldTokens() / capacity.kvTokens();
        return Math.max(Math.max(slots, kv), fresh(now) ? reportedSaturation : 0);
    }

    private boolean fresh(long now) {
        return reported && now - reportedAt <= policy.signalMaxAge().toNanos();
    }

    private int foreignRequests(long now) {
        return foreignRequests > 0 && fresh(now) ? foreignRequests : 0;
    }

    private long foreignTokens(long now) {
        return foreignTokens > 0 && fresh(now) ? foreignTokens : 0;
    }
}
