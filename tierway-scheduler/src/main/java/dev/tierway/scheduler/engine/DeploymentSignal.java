package dev.tierway.scheduler.engine;

/**
 * A deployment's own report of how full it is.
 *
 * @param running requests it executes
 * @param waiting requests queued inside it
 * @param kvUsage share of its KV cache in use, 0 to 1; NaN when it does not say
 */
public record DeploymentSignal(int running, int waiting, double kvUsage) {}
