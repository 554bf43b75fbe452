package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.flowcontrol.Queued;
import dev.tierway.scheduler.hold.Hold;
import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.routing.Routable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request from its submission to its end: either it waits in a band, or an {@link Attempt} of it runs. */
final class Ticket extends Queued implements Routable {
    /** An answer that outgrew its estimate is expected to go on for a quarter of its length so far, and at least this. */
    private static final int LEAST_OVERRUN = 32;

    private final SchedulingRequest request;
    private final int expectedOutput;
    private final List<DeploymentLedger> excluded = new ArrayList<>(0);

    private ServiceTier tier;
    private TierReason reason;
    private @Nullable Hold hold;
    private Reservations.@Nullable Booking booking;
    private long waitingSince;
    private long waitedNanos;
    private int preemptions;
    private boolean preempted;
    private long passedOverAt = -1;
    private int passedOver;
    private @Nullable Attempt attempt;

    /** {@code expectedOutput} is what the request expects, as far as any deployment has room for it. */
    Ticket(SchedulingRequest request, int expectedOutput, long sequence, double cost, long now) {
        super(request.project(), sequence, request.deadlineNanos(), cost);
        this.request = request;
        this.expectedOutput = expectedOutput;
        this.tier = request.tier();
        this.reason = TierReason.REQUESTED;
        this.waitingSince = now;
    }

    /** What runs of a request. Guaranteed attempts, owed or promoted, are not cancelled to make room. */
    static final class Attempt {
        final DeploymentLedger deployment;
        final int cachedTokens;
        final long startedAt;
        final boolean guaranteed;
        /** Prompt tokens that had to be computed before its first token, its own included. */
        final long prefillTokens;

        double charged;
        boolean answered;
        boolean cancelling;
        double wasted;
        int produced;
        int finalOutput;
        int pacedTokens;
        long pacedAt;

        Attempt(DispatchOrder.Turn turn, int expectedOutput, long prefillTokens, long now) {
            this.deployment = turn.route().deployment();
            this.cachedTokens = turn.route().cachedTokens();
            this.guaranteed = turn.owed() || turn.promoted();
            this.finalOutput = expectedOutput;
            this.prefillTokens = prefillTokens;
            this.startedAt = now;
        }
    }

    long id() {
        return request.id();
    }

    SchedulingRequest request() {
        return request;
    }

    @Override
    public ServiceTier tier() {
        return tier;
    }

    TierReason reason() {
        return reason;
    }

    /** Moves it to another tier while it does not wait. */
    void serveAs(ServiceTier changed, TierReason why) {
        tier = changed;
        reason = why;
    }

    void extendTo(long deadlineNanos) {
        deadline(deadlineNanos);
    }

    @Nullable
    Hold hold() {
        return hold;
    }

    /** The reservation that it draws on or has spilled from. */
    Reservations.@Nullable Booking booking() {
        return booking;
    }

    /** It is inside of {@code entitled}, by {@code placed}. */
    void draws(Reservations.Booking entitled, Hold placed) {
        booking = entitled;
        hold = placed;
    }

    /** It is not inside of {@code full}, and served in another tier because of {@code why}. */
    void spills(Reservations.Booking full, ServiceTier to, TierReason why) {
        booking = full;
        serveAs(to, why);
    }

    @Nullable
    Attempt attempt() {
        return attempt;
    }

    void started(Attempt begun, long now) {
        waitedNanos += now - waitingSince;
        attempt = begun;
    }

    void waitsAgain(long now) {
        attempt = null;
        waitingSince = now;
    }

    long waitingSince() {
        return waitingSince;
    }

    long waitedNanos() {
        return waitedNanos;
    }

    int preemptions() {
        return preemptions;
    }

    void countPreemption() {
        preemptions++;
    }

    /** Whether it has already made others give way. */
    boolean madeRoom() {
        return preempted;
    }

    void makesRoom() {
        preempted = true;
    }

    /** Remembers that nothing could take it at {@code capacityEpoch}; true when it has been passed over too often. */
    boolean passOver(long capacityEpoch, int tolerance) {
        if (passedOverAt != capacityEpoch) {
            passedOverAt = capacityEpoch;
            passedOver++;
        }
        return passedOver > tolerance;
    }

    boolean passedOverAt(long capacityEpoch) {
        return passedOverAt == capacityEpoch;
    }

    void exclude(DeploymentLedger deployment) {
        excluded.add(deployment);
    }

    @Override
    public boolean excludes(DeploymentLedger deployment) {
        return !excluded.isEmpty() && excluded.contains(deployment);
    }

    /** Raises the predicted length to follow an answer that outgrew it, and says by how much. */
    int follow(Attempt running, int outputTokens) {
        running.produced = outputTokens;
        if (outputTokens < running.finalOutput) {
            return 0;
        }
        int grown = outputTokens + Math.max(LEAST_OVERRUN, outputTokens / 4);
        int longer = Math.max(outputTokens, Math.min(request.maxOutputTokens(), grown)) - running.finalOutput;
        running.finalOutput += longer;
        return longer;
    }

    int uncachedTokens() {
        return request.inputTokens() - (attempt == null ? 0 : attempt.cachedTokens);
    }

    @Override
    public int inputTokens() {
        return request.inputTokens();
    }

    int expectedOutput() {
        return expectedOutput;
    }

    @Override
    public long contextTokens() {
        return (long) request.inputTokens() + expectedOutput;
    }

    @Override
    public List<Long> prefixBlocks() {
        return request.prefixBlocks();
    }

    @Override
    public int blockTokens() {
        return request.blockTokens();
    }

    @Override
    public boolean scavenger() {
        return tier.scavenger();
    }

    @Override
    public boolean batch() {
        return tier == ServiceTier.BATCH;
    }

    @Override
    public boolean urgent() {
        return tier.latencySensitive();
    }

    @Override
    public long heldTokens() {
        return (long) request.inputTokens() + (attempt == null ? 0 : attempt.produced);
    }

    @Override
    public long finalTokens() {
        return (long) request.inputTokens() + (attempt == null ? expectedOutput : attempt.finalOutput);
    }

    @Override
    public String toString() {
        return "request " + request.id();
    }
}
