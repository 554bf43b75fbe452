package dev.tierway.app.wiring;

import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.scheduler.engine.PoolSnapshot;
import java.util.List;
import java.util.Optional;

/** Says what keeps a gateway from serving. */
final class Readiness {
    private Readiness() {}

    /** @param stopping why the gateway stops, empty while it does not */
    static Optional<String> obstacle(String stopping, List<Pool> pools) {
        if (!stopping.isEmpty()) {
            return Optional.of(stopping);
        }
        return pools.stream()
                .filter(pool ->
                        pool.gate().snapshot().deployments().stream().noneMatch(PoolSnapshot.Deployment::available))
                .findFirst()
                .map(pool -> "no deployment of model '" + pool.name() + "' is healthy: " + pool.deployments());
    }
}
