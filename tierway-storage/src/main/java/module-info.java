/** What outlives the process: the ledger and the administrators' objects, in SQLite or PostgreSQL. */
@org.jspecify.annotations.NullMarked
module dev.tierway.storage {
    requires transitive dev.tierway.core;
    requires static transitive org.jspecify;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires java.sql;
    requires org.jdbi.v3.core;
    requires org.xerial.sqlitejdbc;

    exports dev.tierway.storage.alert;
    exports dev.tierway.storage.audit;
    exports dev.tierway.storage.batch;
    exports dev.tierway.storage.completion;
    exports dev.tierway.storage.evals;
    exports dev.tierway.storage.event;
    exports dev.tierway.storage.feedback;
    exports dev.tierway.storage.file;
    exports dev.tierway.storage.group;
    exports dev.tierway.storage.key;
    exports dev.tierway.storage.ledger;
    exports dev.tierway.storage.reservation;
    exports dev.tierway.storage;

    opens dev.tierway.storage.migrations.postgresql;
    opens dev.tierway.storage.migrations.sqlite;
}
