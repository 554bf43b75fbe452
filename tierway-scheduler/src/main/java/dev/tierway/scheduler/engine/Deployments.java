package dev.tierway.scheduler.engine;

import dev.tierway.scheduler.limit.Capacity;
import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.policy.LimitPolicy;
import dev.tierway.scheduler.policy.TokenWeights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ledgers of the pool's deployments, by name and in configuration order. */
final class Deployments {
    private final Map<String, DeploymentLedger> byName = new HashMap<>();
    private final List<DeploymentLedger> all = new ArrayList<>();
    private long largestRequest;

    Deployments(List<DeploymentSpec> specs, LimitPolicy policy) {
        for (DeploymentSpec spec : specs) {
            DeploymentLedger.Speed speed =
                    new DeploymentLedger.Speed(spec.prefillTokensPerSecond(), spec.outputTokensPerSecond());
            DeploymentLedger ledger = new DeploymentLedger(all.size(), spec.name(), capacity(spec), policy, speed);
            if (byName.put(spec.name(), ledger) != null) {
                throw new IllegalArgumentException("deployment " + spec.name() + " is listed twice");
            }
            all.add(ledger);
        }
        measure();
    }

    private static Capacity capacity(DeploymentSpec spec) {
        return new Capacity(spec.slots(), spec.kvTokens(), spec.contextTokens(), spec.regionRank(), spec.yields());
    }

    /** Prior for the weighted tokens that all of them serve in a second. */
    static double tokensPerSecond(List<DeploymentSpec> specs, TokenWeights weights) {
        return specs.stream()
                .mapToDouble(spec -> weights.of(0, 0, spec.slots()) * spec.outputTokensPerSecond())
                .sum();
    }

    List<DeploymentLedger> all() {
        return all;
    }

    DeploymentLedger named(String name) {
        DeploymentLedger deployment = byName.get(name);
        if (deployment == null) {
            throw new IllegalArgumentException("no deployment " + name + " in this pool: " + byName.keySet());
        }
        return deployment;
    }

    void resize(String name, DeploymentSpec spec) {
        named(name).resize(capacity(spec));
        measure();
    }

    private void measure() {
        largestRequest = 0;
        for (DeploymentLedger each : all) {
            Capacity capacity = each.capacity();
            largestRequest = Math.max(largestRequest, Math.min(capacity.contextTokens(), capacity.kvTokens()));
        }
    }

    /** Prompt plus answer that the largest of them holds. */
    long largestRequest() {
        return largestRequest;
    }

    /** Whether one that is in service, and where the request has not failed, is large enough for it. */
    boolean canServe(Ticket ticket) {
        for (DeploymentLedger each : all) {
            if (each.available() && each.holds(ticket.contextTokens()) && !ticket.excludes(each)) {
                return true;
            }
        }
        return false;
    }

    List<PoolSnapshot.Deployment> snapshot(long now) {
        return all.stream()
                .map(each -> new PoolSnapshot.Deployment(
                        each.name(),
                        each.available(),
                        each.running(),
                        each.capacity().slots(),
                        each.heldTokens(),
                        each.saturation(now)))
                .toList();
    }
}
