package dev.tierway.scheduler.routing;

import dev.tierway.scheduler.limit.DeploymentLedger;

/** A chosen deployment, and the prompt tokens believed to be in its cache. */
public record Route(DeploymentLedger deployment, int cachedTokens) {}
