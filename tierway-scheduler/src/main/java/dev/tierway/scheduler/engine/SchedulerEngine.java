package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.affinity.PrefixIndex;
import dev.tierway.scheduler.flowcontrol.MinimumShares;
import dev.tierway.scheduler.hold.Hold;
import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.routing.Router;
import dev.tierway.scheduler.tier.Headroom;
import dev.tierway.scheduler.tier.PromptLanes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one pool who is served next, where and in which tier.
 *
 * <p>Pure: every method maps (state, event, now) to decisions handed to {@code out} before it returns; it reads no
 * clock, starts no thread and takes randomness from its constructor. Not thread-safe: the caller holds one lock per
 * pool. {@code now} is nanoseconds of the pool's ticker; a value before the latest one counts as the latest.
 * {@code out} must not call the engine.
 *
 * <p>A request ends exactly once: by a {@link Decision.Refuse}, by {@link #complete} or by {@link #cancel}. Events
 * about a request that has ended are ignored, because they race with its end.
 */
public final class SchedulerEngine {
    /** How soon to look again at slots that are kept free for arrivals which may no longer be expected. */
    private static final long RECHECK_NANOS = 50_000_000;
    /** Retry advice when the pool is down or its wait is unknown. */
    private static final long SHORT_RETRY_NANOS = 1_000_000_000;
    /** Tokens between two measurements of an attempt's pace. */
    private static final int PACE_TOKENS = 8;

    private final PoolPolicy policy;
    private final Map<Long, Ticket> tickets = new HashMap<>();
    private final Deployments deployments;
    private final Reservations reservations = new Reservations();
    private final PrefixIndex prefixes;
    private final Backlog backlog;
    private final Router router;
    private final MinimumShares shares;
    private final Headroom headroom;
    private final DispatchOrder order;
    private final Preemption preemption;
    private final Map<ServiceTier, Integer> running = new EnumMap<>(ServiceTier.class);

    private long sequence;
    private long latest = Long.MIN_VALUE;
    private long recheckAt = Long.MAX_VALUE;

    /**
     * A pool in which nothing waits or runs.
     *
     * @param reservations active until {@link #reservation} says otherwise
     * @param projectWeights fairness weights, positive; 1 for a project that is absent
     */
    public SchedulerEngine(
            PoolPolicy policy,
            List<DeploymentSpec> deployments,
            List<ReservationSpec> reservations,
            Map<String, Double> projectWeights,
            RandomGenerator random) {
        this.policy = policy;
        this.deployments = new Deployments(deployments, policy.limits());
        double tokensPerSecond = Deployments.tokensPerSecond(deployments, policy.tokens());
        this.prefixes = new PrefixIndex(deployments.size(), policy.routing().prefixBlocks());
        this.backlog = new Backlog(projectWeights, tokensPerSecond);
        this.router = new Router(this.deployments.all(), prefixes, policy.routing(), random);
        this.shares = new MinimumShares(policy.bands());
        this.headroom = new Headroom(policy.limits());
        this.order = new DispatchOrder(
                new DispatchOrder.Parts(
                        backlog, this.deployments.all(), router, shares, headroom, new PromptLanes(policy.limits())),
                policy.bands());
        this.preemption = new Preemption(policy.preemption(), policy.tokens(), 60 * tokensPerSecond);
        reservations.forEach(spec -> this.reservations.put(spec, Activity.ALWAYS, Long.MIN_VALUE));
        headroom.reservations(this.reservations.anyActive());
    }

    /** A new request. It is dispatched, refused or left waiting. */
    public void submit(SchedulingRequest request, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        long room = deployments.largestRequest() - request.inputTokens();
        int expectedOutput = Math.clamp(room, 1, Math.max(1, request.outputTokens()));
        double cost = policy.tokens().of(request.inputTokens(), 0, expectedOutput);
        Ticket ticket = new Ticket(request, expectedOutput, sequence++, cost, now);
        if (tickets.putIfAbsent(request.id(), ticket) != null) {
            throw new IllegalArgumentException("request " + request.id() + " is already in the pool");
        }
        if (!admitted(ticket, now, out)) {
            return;
        }
        headroom.arrived(ticket.tier(), now);
        backlog.add(ticket);
        settle(now, out);
        if (ticket.queued() && mayWait(ticket, out)) {
            makeRoom(ticket, now, out);
        }
    }

    /** The running attempt sent its first byte. */
    public void firstByte(long id, long at) {
        long now = begin(at);
        Ticket ticket = tickets.get(id);
        Ticket.Attempt attempt = ticket == null ? null : ticket.attempt();
        if (ticket != null && attempt != null && !attempt.answered) {
            attempt.answered = true;
            attempt.pacedAt = now;
            attempt.deployment.firstToken(
                    ticket, attempt.prefillTokens, ticket.uncachedTokens(), attempt.startedAt, now);
            preemption.answered(ticket);
            order.capacityChanged();
        }
    }

    /** The running attempt has produced {@code outputTokens} in all so far. */
    public void progress(long id, int outputTokens, long at) {
        long now = begin(at);
        Ticket ticket = tickets.get(id);
        Ticket.Attempt attempt = ticket == null ? null : ticket.attempt();
        if (ticket == null || attempt == null || outputTokens <= attempt.produced) {
            return;
        }
        attempt.deployment.grew(ticket, ticket.follow(attempt, outputTokens));
        Hold hold = ticket.hold();
        if (hold != null) {
            hold.growTo(outputTokens, now);
        }
        double used = policy.tokens().of(ticket.uncachedTokens(), attempt.cachedTokens, outputTokens);
        if (used > attempt.charged) {
            charge(ticket, attempt, used, now);
        }
        if (attempt.answered && outputTokens - attempt.pacedTokens >= PACE_TOKENS && now > attempt.pacedAt) {
            attempt.deployment.steps(outputTokens - attempt.pacedTokens, attempt.pacedAt, now);
            attempt.pacedTokens = outputTokens;
            attempt.pacedAt = now;
        }
    }

    /** The request ended and used {@code usage}. */
    public void complete(long id, Usage usage, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        Ticket ticket = tickets.get(id);
        if (ticket != null) {
            if (ticket.queued()) {
                backlog.remove(ticket);
            }
            double used = policy.tokens().of(usage.input() - usage.cacheRead(), usage.cacheRead(), usage.output());
            stop(ticket, used, false, now);
            end(ticket, usage, now);
            settle(now, out);
        }
    }

    /** The caller gave up; what a running attempt has reported so far is charged. */
    public void cancel(long id, long at, Consumer<? super Decision> out) {
        Ticket ticket = tickets.get(id);
        Ticket.Attempt attempt = ticket == null ? null : ticket.attempt();
        if (ticket != null && attempt != null) {
            long prompt = attempt.answered ? ticket.uncachedTokens() : 0;
            long cached = attempt.answered ? attempt.cachedTokens : 0;
            complete(id, Usage.of(prompt, cached, attempt.produced), at, out);
        } else {
            complete(id, Usage.NONE, at, out);
        }
    }

    /**
     * The attempt failed before its first byte, or was pre-empted: the request waits again, at its old place, and is
     * charged nothing for the attempt.
     *
     * @param deploymentAtFault excludes the deployment for the rest of this request
     */
    public void requeue(long id, boolean deploymentAtFault, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        Ticket ticket = tickets.get(id);
        Ticket.Attempt attempt = ticket == null ? null : ticket.attempt();
        if (ticket == null || attempt == null) {
            return;
        }
        stop(ticket, 0, true, now);
        ticket.waitsAgain(now);
        if (deploymentAtFault) {
            ticket.exclude(attempt.deployment);
        }
        if (deployments.canServe(ticket)) {
            backlog.add(ticket);
        } else {
            refuse(ticket, RefusalReason.NO_DEPLOYMENT, SHORT_RETRY_NANOS, out);
        }
        settle(now, out);
    }

    /** A deployment's own report. */
    public void observe(String deployment, DeploymentSignal signal, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        deployments.named(deployment).report(signal.running() + signal.waiting(), signal.kvUsage(), now);
        order.capacityChanged();
        settle(now, out);
    }

    /** A deployment went out of service or came back; attempts that run on it are not touched. */
    public void available(String deployment, boolean available, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        DeploymentLedger ledger = deployments.named(deployment);
        ledger.available(available, now);
        if (!available) {
            prefixes.forget(ledger.index());
        }
        order.capacityChanged();
        settle(now, out);
    }

    /** The truth about a deployment's size changed. Speeds go on being learned from what they are. */
    public void resize(String deployment, DeploymentSpec spec, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        deployments.resize(deployment, spec);
        order.capacityChanged();
        settle(now, out);
    }

    /**
     * A reservation is from now on as {@code spec} says, and active as {@code activity} says: it was made, resized, or its
     * schedule opened or closed it. What has been drawn from one of that name stays drawn, and open holds end as they were
     * placed.
     */
    public void reservation(ReservationSpec spec, Activity activity, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        reservations.put(spec, activity, now);
        reservationsChanged(now, out);
    }

    /** A reservation was cancelled; what it let in is served to its end. Nothing happens when there is none. */
    public void removeReservation(String name, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        reservations.remove(name);
        reservationsChanged(now, out);
    }

    private void reservationsChanged(long now, Consumer<? super Decision> out) {
        headroom.reservations(reservations.anyActive());
        order.capacityChanged();
        settle(now, out);
    }

    /**
     * From now on {@code tier} is owed at least {@code share} of the weighted tokens, 0 to 1; never less than the policy
     * owes it, and no more than the other tiers' floors leave.
     */
    public void floor(ServiceTier tier, double share, long at, Consumer<? super Decision> out) {
        long now = begin(at);
        shares.floor(tier, share);
        order.capacityChanged();
        settle(now, out);
    }

    /** Time passed: deadlines and the slots kept free are looked at again. */
    public void advance(long at, Consumer<? super Decision> out) {
        long now = begin(at);
        order.capacityChanged();
        settle(now, out);
    }

    /** When {@link #advance} is next due; {@link Long#MAX_VALUE} when nothing is pending. */
    public long nextWakeupNanos() {
        return Math.min(recheckAt, backlog.nextDeadline());
    }

    public PoolSnapshot snapshot(long now) {
        List<PoolSnapshot.Tier> tiers = new ArrayList<>();
        for (ServiceTier tier : ServiceTier.values()) {
            tiers.add(new PoolSnapshot.Tier(
                    tier,
                    backlog.band(tier).size(),
                    backlog.band(tier).queuedTokens(),
                    running.getOrDefault(tier, 0),
                    shares.share(tier, now),
                    backlog.predictedWait(tier)));
        }
        return new PoolSnapshot(
                tiers, deployments.snapshot(now), reservations.snapshot(now), backlog.tokensPerSecond());
    }

    private long begin(long at) {
        latest = Math.max(latest, at);
        backlog.elapsed(latest);
        return latest;
    }

    /** Whether the request may enter at all; decides between entitlement, spill and refusal for reserved work. */
    private boolean admitted(Ticket ticket, long now, Consumer<? super Decision> out) {
        if (ticket.inputTokens() >= deployments.largestRequest()) {
            refuse(ticket, RefusalReason.TOO_LARGE, 0, out);
            return false;
        }
        if (!ticket.scavenger() && !deployments.canServe(ticket)) {
            refuse(ticket, RefusalReason.NO_DEPLOYMENT, SHORT_RETRY_NANOS, out);
            return false;
        }
        return ticket.tier() != ServiceTier.RESERVED || entitled(ticket, now, out);
    }

    private boolean entitled(Ticket ticket, long now, Consumer<? super Decision> out) {
        int cached = router.cachedAnywhere(ticket);
        Usage estimate = Usage.of(ticket.inputTokens() - cached, cached, ticket.expectedOutput());
        return switch (reservations.judge(ticket.request(), estimate, now)) {
            case Reservations.Verdict.Inside(var booking, var hold) -> {
                ticket.draws(booking, hold);
                yield true;
            }
            case Reservations.Verdict.Spills(var booking, var tier, var reason) -> {
                ticket.spills(booking, tier, reason);
                yield true;
            }
            case Reservations.Verdict.Refused(var reason, long retryAfter, var shortfall) -> {
                tickets.remove(ticket.id());
                out.accept(new Decision.Refuse(ticket.id(), reason, retryAfter, shortfall));
                yield false;
            }
        };
    }

    /** Refuses a request that found no slot when its queue is full or its turn would come too late. */
    private boolean mayWait(Ticket ticket, Consumer<? super Decision> out) {
        ServiceTier tier = ticket.tier();
        if (ticket.hold() != null) {
            return true;
        }
        long wait = backlog.predictedWait(tier, ticket.project());
        RefusalReason reason = null;
        if (overLimit(ticket)) {
            reason = RefusalReason.QUEUE_FULL;
        } else if (policy.queues().failFast().contains(tier)
                && !ticket.request().flexFallback()
                && wait > policy.queues().failFastMargin() * ((double) ticket.deadline() - latest)) {
            reason = RefusalReason.DEADLINE_UNREACHABLE;
        }
        if (reason != null) {
            backlog.remove(ticket);
            refuse(ticket, reason, Math.max(wait, SHORT_RETRY_NANOS), out);
        }
        return reason == null;
    }

    private boolean overLimit(Ticket ticket) {
        ServiceTier tier = ticket.tier();
        return backlog.band(tier).size() > policy.queues().limit(tier)
                || backlog.band(tier).size(ticket.project()) > policy.queues().limitPerProject(tier);
    }

    /** Ends what has expired, then dispatches as long as somebody can be. */
    private void settle(long now, Consumer<? super Decision> out) {
        for (Ticket expired = backlog.expired(now); expired != null; expired = backlog.expired(now)) {
            expire(expired, now, out);
        }
        for (DispatchOrder.Turn turn = order.next(now); turn != null; turn = order.next(now)) {
            dispatch(turn, now, out);
        }
        recheckAt = order.gated() ? now + RECHECK_NANOS : Long.MAX_VALUE;
        if (!backlog.waiting().isEmpty()) {
            recheckAt = Math.min(recheckAt, order.reportsExpire());
        }
        Ticket entitled = backlog.band(ServiceTier.RESERVED).mostUrgent();
        if (entitled != null) {
            makeRoom(entitled, now, out);
        }
    }

    private void expire(Ticket ticket, long now, Consumer<? super Decision> out) {
        backlog.remove(ticket);
        if (ticket.tier() != ServiceTier.FLEX) {
            refuse(ticket, RefusalReason.DEADLINE_PASSED, SHORT_RETRY_NANOS, out);
            return;
        }
        if (ticket.request().flexFallback()) {
            ticket.serveAs(ServiceTier.STANDARD, TierReason.FLEX_FALLBACK);
            ticket.extendTo(now + policy.queues().fallbackWait().toNanos());
            backlog.add(ticket);
            if (!overLimit(ticket)) {
                return;
            }
            backlog.remove(ticket);
        }
        long wait = backlog.predictedWait(ServiceTier.FLEX, ticket.project());
        refuse(ticket, RefusalReason.FLEX_UNAVAILABLE, Math.max(wait, SHORT_RETRY_NANOS), out);
    }

    private void dispatch(DispatchOrder.Turn turn, long now, Consumer<? super Decision> out) {
        Ticket ticket = turn.ticket();
        DeploymentLedger deployment = turn.route().deployment();
        int cached = turn.route().cachedTokens();
        int uncached = ticket.inputTokens() - cached;
        backlog.remove(ticket);
        long prefill = deployment.pendingPrefill(ticket) + uncached;
        Ticket.Attempt attempt = new Ticket.Attempt(turn, ticket.expectedOutput(), prefill, now);
        double cost = policy.tokens().of(uncached, cached, ticket.expectedOutput());
        backlog.served(ticket, cost, now);
        charge(ticket, attempt, cost, now);
        ticket.started(attempt, now);
        deployment.start(ticket, uncached, now);
        running.merge(ticket.tier(), 1, Integer::sum);
        preemption.started(ticket);
        prefixes.learn(deployment.index(), ticket.prefixBlocks());
        TierReason reason = turn.promoted() ? TierReason.SLACK_PROMOTION : ticket.reason();
        Reservations.Booking booking = ticket.booking();
        out.accept(new Decision.Dispatch(
                ticket.id(),
                deployment.name(),
                ticket.tier(),
                reason,
                ticket.waitedNanos(),
                cached,
                booking == null ? "" : booking.name()));
    }

    /** Brings what the project and its tier have been charged for the attempt to {@code weightedTokens}. */
    private void charge(Ticket ticket, Ticket.Attempt attempt, double weightedTokens, long now) {
        double change = weightedTokens - attempt.charged;
        attempt.charged = weightedTokens;
        backlog.band(ticket.tier()).charge(ticket.project(), change);
        backlog.charged(change);
        shares.served(ticket.tier(), change, backlog.waiting(), now);
        if (attempt.guaranteed) {
            shares.paid(ticket.tier(), change, now);
        }
    }

    /** Frees what the running attempt holds and settles its charge. */
    private void stop(Ticket ticket, double used, boolean wasted, long now) {
        Ticket.Attempt attempt = ticket.attempt();
        if (attempt == null) {
            return;
        }
        charge(ticket, attempt, used, now);
        attempt.deployment.stop(ticket, attempt.answered ? 0 : ticket.uncachedTokens());
        running.merge(ticket.tier(), -1, Integer::sum);
        preemption.ended(ticket, attempt, wasted);
        preemption.served(used);
        headroom.released(now);
        order.capacityChanged();
    }

    private void end(Ticket ticket, Usage used, long now) {
        tickets.remove(ticket.id());
        Reservations.Booking booking = ticket.booking();
        if (booking != null) {
            reservations.ended(booking, ticket.hold(), used, now);
        }
    }

    private void refuse(Ticket ticket, RefusalReason reason, long retryAfterNanos, Consumer<? super Decision> out) {
        end(ticket, Usage.NONE, latest);
        out.accept(new Decision.Refuse(ticket.id(), reason, retryAfterNanos));
    }

    /** Cancels one flex or batch attempt for a request of a higher tier, once, unless enough are being cancelled. */
    private void makeRoom(Ticket ticket, long now, Consumer<? super Decision> out) {
        if (ticket.scavenger() || ticket.madeRoom() || !ticket.queued() || enoughCancelling()) {
            return;
        }
        Ticket victim = preemption.victimFor(ticket, now);
        Ticket.@Nullable Attempt attempt = victim == null ? null : victim.attempt();
        if (victim != null && attempt != null) {
            ticket.makesRoom();
            out.accept(new Decision.Preempt(victim.id(), attempt.deployment.name(), attempt.produced));
        }
    }

    private boolean enoughCancelling() {
        int waiting = 0;
        for (ServiceTier tier : backlog.waiting()) {
            waiting += tier.scavenger() ? 0 : backlog.band(tier).size();
        }
        return preemption.cancelling() >= waiting;
    }
}
