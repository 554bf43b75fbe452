package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names callers may use, each with the pool that serves it. Immutable. */
public final class ModelAliases {
    private final SortedMap<String, Pool> pools;

    public ModelAliases(Map<String, Pool> pools) {
        this.pools = new TreeMap<>(pools);
    }

    /** Throws a 404 that lists what there is. */
    public Pool pool(String alias) {
        Pool pool = pools.get(alias);
        if (pool == null) {
            throw new Failure(
                            FailureKind.NOT_FOUND,
                            "model_not_found",
                            "model '" + alias + "' is not configured here: use one of "
                                    + String.join(", ", pools.keySet()),
                            "model",
                            null)
                    .toException();
        }
        return pool;
    }

    /** Aliases in name order. */
    public Iterable<String> names() {
        return pools.keySet();
    }
}
