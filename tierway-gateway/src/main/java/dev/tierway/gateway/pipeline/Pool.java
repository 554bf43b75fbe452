package dev.tierway.gateway.pipeline;

import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.ProviderListener;
import dev.tierway.scheduler.engine.DeploymentSignal;
import dev.tierway.scheduler.engine.DeploymentSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The deployments that serve one set of models, and the gate before them. Thread-safe.
 *
 * @param providers by deployment name, kept in that order
 * @param regionRanks 0 for the nearest region, by deployment name
 */
public record Pool(String name, AdmissionGate gate, Map<String, Provider> providers, Map<String, Integer> regionRanks)
        implements AutoCloseable {

    public Pool {
        providers = Collections.unmodifiableSortedMap(new TreeMap<>(providers));
        regionRanks = Map.copyOf(regionRanks);
    }

    /** What the scheduler must know of a deployment. */
    public static DeploymentSpec spec(String name, ProviderCapacity capacity, int regionRank) {
        return new DeploymentSpec(
                name,
                capacity.slots(),
                capacity.kvTokens(),
                capacity.contextTokens(),
                capacity.prefillTokensPerSecond(),
                capacity.outputTokensPerSecond(),
                regionRank,
                capacity.yields());
    }

    /** Lets every deployment tell the gate of its load, health and size. */
    public void observe() {
        providers.forEach((deployment, provider) -> provider.observe(new ProviderListener() {
            @Override
            public void load(int running, int waiting, double kvUsage) {
                gate.observe(deployment, new DeploymentSignal(running, waiting, kvUsage));
            }

            @Override
            public void available(boolean available) {
                gate.available(deployment, available);
            }

            @Override
            public void capacity(ProviderCapacity capacity) {
                gate.resize(spec(deployment, capacity, regionRanks.getOrDefault(deployment, 0)));
            }
        }));
    }

    Provider provider(String deployment) {
        Provider provider = providers.get(deployment);
        if (provider == null) {
            throw new IllegalStateException("pool " + name + " has no deployment " + deployment);
        }
        return provider;
    }

    /** The deployment whose tokeniser speaks for the pool: the first by name. */
    public Provider estimator() {
        return providers.values().iterator().next();
    }

    public List<String> deployments() {
        return List.copyOf(providers.keySet());
    }

    @Override
    public void close() {
        gate.close();
        providers.values().forEach(Provider::close);
    }
}
