/** The production scheduler under virtual time: workloads, engine models, named scenarios and their reports. */
@org.jspecify.annotations.NullMarked
module dev.tierway.simulator {
    requires transitive dev.tierway.core;
    requires transitive dev.tierway.scheduler;
    requires dev.tierway.engine;
    requires static transitive org.jspecify;
    requires tools.jackson.core;

    exports dev.tierway.simulator.time;
    exports dev.tierway.simulator.report;
    exports dev.tierway.simulator.scenario;
    exports dev.tierway.simulator.server;
    exports dev.tierway.simulator.workload;
}
