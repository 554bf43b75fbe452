/** Decides who is served next, where and in which tier: pure code over (state, event, now). */
@org.jspecify.annotations.NullMarked
module dev.tierway.scheduler {
    requires transitive dev.tierway.core;
    requires static transitive org.jspecify;

    exports dev.tierway.scheduler.engine;
    exports dev.tierway.scheduler.pace;
    exports dev.tierway.scheduler.policy;
}
