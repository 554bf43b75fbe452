package dev.tierway.scheduler.limit;

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

    private final int index;
    private final String name;
    private final LimitPolicy policy;
    /** Seconds to the first token, over prompt tokens that must be computed before it. */
    private final LearnedLine firstToken;
    /** Seconds per decode step, over requests that decode together. */
    private final LearnedLine step;

    private final Set<Occupant> occupants = new LinkedHashSet<>();
    private final KvForecast forecast = new KvForecast();
    private Capacity capacity;
    private boolean available = true;
    private int running;
    private int online;
    private long finalTokens;
    private long onlineFinalTokens;
    private long pendingPrefill;

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
        double stepSeconds = 1 / speed.outputTokensPerSecond();
        this.firstToken = new LearnedLine(stepSeconds, 1 / speed.prefillTokensPerSecond(), TYPICAL_PROMPT);
        this.step = new LearnedLine(stepSeconds, 0, capacity.slots());
    }

    /** Prior speeds, in tokens per second. */
    public record Speed(double prefillTokensPerSecond, double outputTokensPerSecond) {}

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

    public void available(boolean changed) {
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

    public void start(Occupant occupant, int uncachedTokens) {
        occupants.add(occupant);
        running++;
        pendingPrefill += uncachedTokens;
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

    /** Prompt tokens sent and not yet answered by a first byte. */
    public long pendingPrefill() {
        return pendingPrefill;
    }

    /** A first token came {@code seconds} after dispatch, behind {@code tokens} of prompt to compute. */
    public void firstToken(long tokens, int uncachedTokens, double seconds) {
        pendingPrefill -= uncachedTokens;
        firstToken.observe((double) tokens, seconds);
    }

    /** A running attempt took {@code seconds} per token. */
    public void steps(double seconds) {
        step.observe(occupants.size(), seconds);
    }

    /** Predicted seconds to the first token of a prompt with {@code uncachedTokens} to compute. */
    public double secondsToFirstToken(int uncachedTokens) {
        return firstToken.at((double) (pendingPrefill + uncachedTokens))
                + Math.max(0, step.at(running()) - step.intercept());
    }

    /** Predicted seconds to compute {@code tokens} of prompt. */
    public double prefillSeconds(long tokens) {
        return firstToken.at((double) tokens);
    }

    /** Slots left; engines that yield let online work take those of flex and batch. */
    public int freeSlots(boolean scavenger, long now) {
        if (!available) {
            return 0;
        }
        int taken = capacity.yields() && !scavenger ? online : running;
        return Math.max(0, capacity.slots() - taken - foreignRequests(now));
    }

    /** Whether one more flex or batch request would keep the time between tokens of those above it in bounds. */
    public boolean scavengerKeepsPace() {
        return capacity.yields()
                || online == 0
                || step.at(running() + 1) <= policy.timeBetweenTokens().toNanos() / 1e9;
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
