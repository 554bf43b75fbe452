package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.policy.PreemptionPolicy;
import dev.tierway.scheduler.policy.TokenWeights;
import dev.tierway.scheduler.tier.WasteBudget;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Picks the running flex or batch attempt to cancel for a request that finds no slot.
 *
 * <p>The cheapest rung of the ladder that helps: an attempt without a first byte, else a restartable batch attempt
 * mid-decode. On a rung it is the one with the most slack per token thrown away, among the {@value #EXAMINED} that started last. Never
 * an attempt that was owed to its tier, one cancelled {@code perRequest} times before, or one on an engine that yields.
 */
final class Preemption {
    private static final int EXAMINED = 32;

    private final PreemptionPolicy policy;
    private final TokenWeights weights;
    private final WasteBudget budget;
    private final SequencedSet<Ticket> unanswered = new LinkedHashSet<>();
    private final SequencedSet<Ticket> decodingBatch = new LinkedHashSet<>();
    private int cancelling;

    /** {@code tokensPerMinute} is the prior for what the pool serves. */
    Preemption(PreemptionPolicy policy, TokenWeights weights, double tokensPerMinute) {
        this.policy = policy;
        this.weights = weights;
        this.budget = new WasteBudget(policy.wastedShare(), tokensPerMinute);
    }

    void started(Ticket ticket) {
        if (ticket.scavenger()) {
            unanswered.add(ticket);
        }
    }

    void answered(Ticket ticket) {
        if (unanswered.remove(ticket)
                && ticket.tier() == ServiceTier.BATCH
                && ticket.request().restartable()) {
            decodingBatch.add(ticket);
        }
    }

    /** The attempt ended; one that ended by itself while being cancelled wasted nothing. */
    void ended(Ticket ticket, Ticket.Attempt attempt, boolean wasted) {
        unanswered.remove(ticket);
        decodingBatch.remove(ticket);
        if (attempt.cancelling) {
            cancelling--;
            if (!wasted) {
                budget.spend(-attempt.wasted);
            }
        }
    }

    void served(double weightedTokens) {
        budget.served(weightedTokens);
    }

    /** Cancellations asked for that have not come back. */
    int cancelling() {
        return cancelling;
    }

    /** The attempt to cancel for {@code urgent}, now marked as being cancelled; null when none may or would help. */
    @Nullable
    Ticket victimFor(Ticket urgent, long now) {
        Ticket victim = best(unanswered, urgent, now);
        if (victim == null) {
            victim = best(decodingBatch, urgent, now);
        }
        Ticket.Attempt attempt = victim == null ? null : victim.attempt();
        if (victim == null || attempt == null) {
            return null;
        }
        attempt.cancelling = true;
        attempt.wasted = wasted(victim, attempt, now);
        budget.spend(attempt.wasted);
        victim.countPreemption();
        cancelling++;
        return victim;
    }

    private @Nullable Ticket best(SequencedSet<Ticket> running, Ticket urgent, long now) {
        Ticket best = null;
        double bestSlackPerToken = -1;
        int examined = 0;
        for (Ticket ticket : running.reversed()) {
            if (examined++ == EXAMINED) {
                break;
            }
            Ticket.Attempt attempt = ticket.attempt();
            if (attempt == null || !mayCancel(ticket, attempt, urgent, now)) {
                continue;
            }
            double slack = Math.max(0, (double) ticket.deadline() - now);
            double slackPerToken = slack / (1 + wasted(ticket, attempt, now));
            if (slackPerToken > bestSlackPerToken) {
                bestSlackPerToken = slackPerToken;
                best = ticket;
            }
        }
        return best;
    }

    private boolean mayCancel(Ticket ticket, Ticket.Attempt attempt, Ticket urgent, long now) {
        DeploymentLedger deployment = attempt.deployment;
        return !attempt.cancelling
                && !attempt.guaranteed
                && ticket.preemptions() < policy.perRequest()
                && (urgent.tier() == ServiceTier.RESERVED || budget.allows(wasted(ticket, attempt, now)))
                && deployment.available()
                && !deployment.capacity().yields()
                && deployment.holds(urgent.contextTokens())
                && !urgent.excludes(deployment)
                && deployment.fits(urgent, Set.of(ticket), now);
    }

    /** Weighted tokens thrown away: what it has produced, and as much of its prompt as has probably been computed. */
    private double wasted(Ticket ticket, Ticket.Attempt attempt, long now) {
        long prompt = ticket.uncachedTokens();
        if (!attempt.answered) {
            double expected = attempt.deployment.prefillSeconds(attempt.prefillTokens);
            double passed = expected <= 0 ? 1 : Math.min(1, (now - attempt.startedAt) / 1e9 / expected);
            prompt = (long) (prompt * passed);
        }
        return weights.of(prompt, 0, attempt.produced);
    }
}
