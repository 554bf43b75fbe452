package dev.tierway.simulator.workload;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Requests of one project in one tier.
 *
 * @param lengths of the part of a prompt that is not a shared beginning, and of the answer
 * @param patience from arrival to the deadline after which a request is not started any more; a client that has seen no
 *     token {@link #LINGERS} after it has left
 * @param flexFallback whether flex requests may be served as standard when they would expire
 */
public record Traffic(
        String project,
        ServiceTier tier,
        ArrivalProcess arrivals,
        Lengths lengths,
        PromptPrefixes prefixes,
        Duration patience,
        boolean flexFallback) {

    /** How long a client whose request was started just before its deadline still waits for the first token. */
    public static final Duration LINGERS = Duration.ofSeconds(30);

    /** The quantile of the answer length that a gateway learns as its estimate. */
    private static final double ESTIMATE_PERCENT = 75;

    /** Traffic with no shared beginnings and the tier's usual patience. */
    public static Traffic of(String project, ServiceTier tier, ArrivalProcess arrivals, Lengths lengths) {
        return new Traffic(project, tier, arrivals, lengths, PromptPrefixes.NONE, usualPatience(tier), false);
    }

    private static Duration usualPatience(ServiceTier tier) {
        return switch (tier) {
            case RESERVED, PRIORITY, STANDARD -> Duration.ofSeconds(60);
            case FLEX -> Duration.ofMinutes(15);
            case BATCH -> Duration.ofHours(24);
        };
    }

    public Traffic beginningWith(PromptPrefixes shared) {
        return new Traffic(project, tier, arrivals, lengths, shared, patience, flexFallback);
    }

    public Traffic waiting(Duration atMost) {
        return new Traffic(project, tier, arrivals, lengths, prefixes, atMost, flexFallback);
    }

    /** Output tokens the gateway expects of a request. */
    public int expectedOutputTokens() {
        return lengths.output().at(ESTIMATE_PERCENT);
    }

    /** The bound its clients send along. */
    public int maxOutputTokens() {
        return lengths.output().at(100);
    }

    /** A request of it. */
    Arrival draw(long id, long atNanos, RandomGenerator random) {
        int own = lengths.input().sample(random);
        int output = Math.max(1, lengths.output().sample(random));
        List<Long> blocks = prefixes.draw(project, random);
        return new Arrival(id, atNanos, this, own + prefixes.tokens(), output, blocks);
    }

    /** Identifies it among the traffic of a workload. */
    public String name() {
        return project + "/" + tier.wireName();
    }
}
