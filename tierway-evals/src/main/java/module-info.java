/** Evals: datasets, graders, runs and the statistics that say what they prove. */
@org.jspecify.annotations.NullMarked
module dev.tierway.evals {
    requires transitive dev.tierway.core;
    requires static transitive org.jspecify;
    requires com.networknt.schema;
    requires de.siegmar.fastcsv;
    requires java.net.http;
    requires java.sql;
    requires java.xml;
    requires org.apache.commons.statistics.distribution;
    requires org.snakeyaml.engine;
    requires org.xerial.sqlitejdbc;
    requires re2j;
    requires transitive tools.jackson.databind;

    exports dev.tierway.evals.coverage;
    exports dev.tierway.evals.dataset;
    exports dev.tierway.evals.embedding;
    exports dev.tierway.evals.gate;
    exports dev.tierway.evals.grader;
    exports dev.tierway.evals.importer;
    exports dev.tierway.evals.judge;
    exports dev.tierway.evals.mining;
    exports dev.tierway.evals.model;
    exports dev.tierway.evals.network;
    exports dev.tierway.evals.redact;
    exports dev.tierway.evals.report;
    exports dev.tierway.evals.roi;
    exports dev.tierway.evals.run;
    exports dev.tierway.evals.simulate;
    exports dev.tierway.evals.stats;
    exports dev.tierway.evals.suite;
    exports dev.tierway.evals.summary;
    exports dev.tierway.evals.target;
    exports dev.tierway.evals.template;
}
