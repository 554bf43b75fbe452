package dev.tierway.gateway.admin;

/** What administrators read of the whole organisation. */
public record AdminRoutes(UsageRoutes usage, LatencyRoutes latency) {}
