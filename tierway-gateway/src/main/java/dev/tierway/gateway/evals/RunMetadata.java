package dev.tierway.gateway.evals;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What metadata of runs mean to the gateway. */
final class RunMetadata {
    /** Names the tier that a run's calls are made in; without it that is the caller's default. */
    static final String TIER = "service_tier";

    private RunMetadata() {}

    static Optional<String> tier(JsonNode metadata) {
        return Optional.of(metadata.path(TIER).asString("")).filter(tier -> !tier.isEmpty());
    }
}
