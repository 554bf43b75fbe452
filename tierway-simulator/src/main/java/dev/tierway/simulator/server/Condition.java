package dev.tierway.simulator.server;

/** How a deployment behaves. */
public sealed interface Condition {
    /** As its cost model says. */
    record Healthy() implements Condition {}

    /** Every step takes {@code factor} times as long. */
    record Slow(double factor) implements Condition {}

    /** New requests vanish: they are accepted and never answered. */
    record BlackHole() implements Condition {}

    /** New requests are turned away with a 503. */
    record Unavailable() implements Condition {}

    /** Nothing moves, running requests included, and it reports nothing. */
    record Frozen() implements Condition {}
}
