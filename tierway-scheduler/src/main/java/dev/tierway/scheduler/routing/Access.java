package dev.tierway.scheduler.routing;

/** Which of the free slots a request may take. */
public enum Access {
    /** Any. */
    ALL,
    /** Those where it leaves the tiers above it enough room and pace. */
    CONSIDERATE,
    /** Those of engines that pause it by themselves when higher tiers arrive. */
    YIELDING
}
