/** Vocabulary and arithmetic of Tierway: no I/O, no clock reads, no threads. */
@org.jspecify.annotations.NullMarked
module dev.tierway.core {
    requires static transitive org.jspecify;

    exports dev.tierway.core.capacity;
    exports dev.tierway.core.config;
    exports dev.tierway.core.failure;
    exports dev.tierway.core.hash;
    exports dev.tierway.core.latency;
    exports dev.tierway.core.pricing;
    exports dev.tierway.core.tier;
    exports dev.tierway.core.time;
    exports dev.tierway.core.usage;
}
