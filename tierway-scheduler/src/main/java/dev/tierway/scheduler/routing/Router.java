package dev.tierway.scheduler.routing;

import dev.tierway.scheduler.affinity.PrefixIndex;
import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.policy.RoutingPolicy;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the deployment for a request: filter, predict the time to the first token, keep a cached prefix within
 * bounds, prefer the near region.
 *
 * <p>O(deployments), or O(1) predictions on a random sample once more than {@link RoutingPolicy#sampleAbove} have room.
 */
public final class Router {
    private static final int SAMPLE = 3;
    private static final int KV_ATTEMPTS = 4;
    /** Below this part of its slots a deployment is never too loaded to be kept for its cache. */
    private static final double LIGHT_LOAD = 0.25;

    private final List<DeploymentLedger> deployments;
    private final PrefixIndex prefixes;
    private final RoutingPolicy policy;
    private final RandomGenerator random;
    private final int[] matched;
    private final int[] candidates;
    private final double[] scores;
    private int candidateCount;

    public Router(
            List<DeploymentLedger> deployments, PrefixIndex prefixes, RoutingPolicy policy, RandomGenerator random) {
        this.deployments = deployments;
        this.prefixes = prefixes;
        this.policy = policy;
        this.random = random;
        this.matched = new int[deployments.size()];
        this.candidates = new int[deployments.size()];
        this.scores = new double[deployments.size()];
    }

    /** Null when no deployment can take it now. */
    public @Nullable Route choose(Routable request, Access access, long now) {
        filter(request, access, now);
        if (candidateCount == 0) {
            return null;
        }
        prefixes.match(request.prefixBlocks(), matched);
        if (candidateCount > policy.sampleAbove()) {
            sample();
        }
        boolean explore = policy.exploration() > 0
                && !request.tier().latencySensitive()
                && random.nextDouble() < policy.exploration();
        for (int place = 0; place < candidateCount; place++) {
            scores[place] = explore ? random.nextDouble() : score(request, candidates[place]);
        }
        for (int attempt = 0; attempt < KV_ATTEMPTS && candidateCount > 0; attempt++) {
            int best = least();
            int chosen = explore ? best : keepCache(request, best);
            DeploymentLedger deployment = deployments.get(candidates[chosen]);
            if (deployment.fits(request, Set.of(), now)) {
                return new Route(deployment, cachedTokens(request, deployment.index()));
            }
            discard(chosen);
        }
        return null;
    }

    /** Most prompt tokens that any one deployment is believed to have cached. */
    public int cachedAnywhere(Routable request) {
        prefixes.match(request.prefixBlocks(), matched);
        int most = 0;
        for (int index = 0; index < matched.length; index++) {
            most = Math.max(most, cachedTokens(request, index));
        }
        return most;
    }

    private void filter(Routable request, Access access, long now) {
        candidateCount = 0;
        for (DeploymentLedger deployment : deployments) {
            if (deployment.freeSlots(request.tier(), now) > 0
                    && deployment.holds(request.contextTokens())
                    && allows(access, request, deployment, now)
                    && !request.excludes(deployment)) {
                candidates[candidateCount++] = deployment.index();
            }
        }
    }

    private static boolean allows(Access access, Routable request, DeploymentLedger deployment, long now) {
        return switch (access) {
            case ALL -> true;
            case CONSIDERATE ->
                !request.scavenger()
                        || (deployment.scavengerKeepsPace() && !(request.batch() && batchDelays(deployment, now)));
            case YIELDING -> deployment.capacity().yields();
        };
    }

    /** Whether a batch prompt would be computed beside another prompt, by an engine that does not know which comes first. */
    private static boolean batchDelays(DeploymentLedger deployment, long now) {
        return !deployment.capacity().yields() && deployment.computesPrompt(now);
    }

    /** Keeps two candidates at random and the one with most of the prefix. */
    private void sample() {
        int cached = 0;
        for (int place = 1; place < candidateCount; place++) {
            if (matched[candidates[place]] > matched[candidates[cached]]) {
                cached = place;
            }
        }
        swap(0, cached);
        for (int place = 1; place < SAMPLE; place++) {
            swap(place, random.nextInt(place, candidateCount));
        }
        candidateCount = SAMPLE;
    }

    private void swap(int one, int other) {
        int kept = candidates[one];
        candidates[one] = candidates[other];
        candidates[other] = kept;
    }

    /** Seconds to the first token, plus what distance is worth; flex and batch avoid deployments that serve people. */
    private double score(Routable request, int index) {
        DeploymentLedger deployment = deployments.get(index);
        double seconds = deployment.secondsToFirstToken(request, request.inputTokens() - cachedTokens(request, index))
                + deployment.capacity().regionRank() * policy.regionPenalty().toNanos() / 1e9;
        return request.scavenger()
                ? seconds + (double) deployment.online() / deployment.capacity().slots()
                : seconds;
    }

    /** The candidate with the cached prompt instead of {@code best}, if it is cached enough, near enough and not overloaded. */
    private int keepCache(Routable request, int best) {
        int cached = best;
        for (int place = 0; place < candidateCount; place++) {
            if (matched[candidates[place]] > matched[candidates[cached]]) {
                cached = place;
            }
        }
        int index = candidates[cached];
        boolean worthIt = cached != best
                && cachedTokens(request, index) >= policy.affinityHitRatio() * request.inputTokens()
                && scores[cached] - scores[best] <= policy.affinityPenalty().toNanos() / 1e9
                && withinBound(deployments.get(index));
        return worthIt ? cached : best;
    }

    /** Consistent hashing with bounded loads (arXiv 1608.01350): at most so much above the mean load. */
    private boolean withinBound(DeploymentLedger deployment) {
        int slots = 0;
        int running = 0;
        for (DeploymentLedger each : deployments) {
            if (each.available()) {
                slots += each.capacity().slots();
                running += each.running();
            }
        }
        int own = deployment.capacity().slots();
        double bound = policy.boundedLoad() * (running + 1) * own / Math.max(1, slots);
        return deployment.running() + 1 <= Math.max(Math.ceil(bound), LIGHT_LOAD * own);
    }

    private int cachedTokens(Routable request, int index) {
        return Math.max(0, Math.min(matched[index] * request.blockTokens(), request.inputTokens() - 1));
    }

    private int least() {
        int least = 0;
        for (int place = 1; place < candidateCount; place++) {
            if (scores[place] < scores[least]) {
                least = place;
            }
        }
        return least;
    }

    private void discard(int place) {
        candidateCount--;
        candidates[place] = candidates[candidateCount];
        scores[place] = scores[candidateCount];
    }
}
