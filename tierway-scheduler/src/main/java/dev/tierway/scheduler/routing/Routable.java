package dev.tierway.scheduler.routing;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.limit.Occupant;
import java.util.List;

/** A request as far as choosing its deployment goes. */
public interface Routable extends Occupant {
    ServiceTier tier();

    int inputTokens();

    /** Prompt plus expected answer. */
    long contextTokens();

    List<Long> prefixBlocks();

    int blockTokens();

    /** Whether an earlier attempt failed there. */
    boolean excludes(DeploymentLedger deployment);
}
