package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.flowcontrol.Band;
import dev.tierway.scheduler.flowcontrol.Ordering;
import dev.tierway.scheduler.flowcontrol.ServiceRate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that waits: one band per tier, with the rate at which each is being served. */
final class Backlog {
    private static final List<ServiceTier> TIERS = List.of(ServiceTier.values());

    private final Map<ServiceTier, Band<Ticket>> bands = new EnumMap<>(ServiceTier.class);
    private final Map<ServiceTier, ServiceRate> rates = new EnumMap<>(ServiceTier.class);
    private final ServiceRate pool;
    private final Set<ServiceTier> waiting = EnumSet.noneOf(ServiceTier.class);

    /** {@code tokensPerSecond} is the prior for what the pool serves. */
    Backlog(Map<String, Double> projectWeights, double tokensPerSecond) {
        pool = new ServiceRate(tokensPerSecond);
        for (ServiceTier tier : ServiceTier.values()) {
            Ordering ordering = tier.scavenger() ? Ordering.EARLIEST_DEADLINE : Ordering.FIRST_COME;
            bands.put(tier, new Band<>(ordering, project -> projectWeights.getOrDefault(project, 1.0)));
            rates.put(tier, new ServiceRate(tokensPerSecond));
        }
    }

    Band<Ticket> band(ServiceTier tier) {
        Band<Ticket> band = bands.get(tier);
        if (band == null) {
            throw new IllegalStateException("no band for " + tier);
        }
        return band;
    }

    /** Tiers in which something waits. */
    Set<ServiceTier> waiting() {
        return waiting;
    }

    void add(Ticket ticket) {
        band(ticket.tier()).add(ticket);
        waiting.add(ticket.tier());
    }

    void remove(Ticket ticket) {
        Band<Ticket> band = band(ticket.tier());
        band.remove(ticket);
        if (band.isEmpty()) {
            waiting.remove(ticket.tier());
        }
    }

    void elapsed(long now) {
        for (ServiceTier tier : TIERS) {
            rate(tier).elapsed(waiting.contains(tier), now);
        }
        pool.elapsed(!waiting.isEmpty(), now);
    }

    /** {@code ticket} was dispatched; what never had to wait says nothing about how fast a queue moves. */
    void served(Ticket ticket, double weightedTokens, long now) {
        if (now > ticket.waitingSince()) {
            rate(ticket.tier()).served(weightedTokens);
        }
    }

    /** {@code weightedTokens} of any tier were served; negative is a refund. */
    void charged(double weightedTokens) {
        if (!waiting.isEmpty()) {
            pool.served(weightedTokens);
        }
    }

    /** Weighted tokens a second that all tiers together are served while work waits. */
    double tokensPerSecond() {
        return pool.perSecond();
    }

    /** Nanoseconds that a request which {@code project} adds to {@code tier} now would wait. */
    long predictedWait(ServiceTier tier, String project) {
        return nanos(band(tier).tokensAhead(project), tier);
    }

    /** Nanoseconds until all that waits in {@code tier} has been served. */
    long predictedWait(ServiceTier tier) {
        return nanos(band(tier).queuedTokens(), tier);
    }

    /** The waiting request that expired longest ago, if any has. */
    @Nullable
    Ticket expired(long now) {
        for (ServiceTier tier : waiting) {
            Ticket urgent = band(tier).mostUrgent();
            if (urgent != null && urgent.deadline() <= now) {
                return urgent;
            }
        }
        return null;
    }

    long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (ServiceTier tier : waiting) {
            Ticket urgent = band(tier).mostUrgent();
            next = urgent == null ? next : Math.min(next, urgent.deadline());
        }
        return next;
    }

    private long nanos(double tokens, ServiceTier tier) {
        return (long) (tokens / rate(tier).perSecond() * 1e9);
    }

    private ServiceRate rate(ServiceTier tier) {
        ServiceRate rate = rates.get(tier);
        if (rate == null) {
            throw new IllegalStateException("no rate for " + tier);
        }
        return rate;
    }
}
