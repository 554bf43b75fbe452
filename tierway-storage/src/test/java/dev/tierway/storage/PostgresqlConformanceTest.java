package dev.tierway.storage;

import org.junit.jupiter.api.Nested;

/** PostgreSQL keeps all contracts. */
class PostgresqlConformanceTest {
    @Nested
    class Ledger extends LedgerStoreContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class LedgerGroups extends LedgerGroupsContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Usage extends UsageContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Latency extends LatencyContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class ReservationDraws extends ReservationDrawContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Deferrable extends DeferrableContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Batches extends BatchContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Evals extends EvalContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Events extends EventContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class BatchLines extends BatchLinesContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class BatchMachines extends BatchMachineContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class AdminObjects extends AdminObjectsContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Files extends FileStoreContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Completions extends CompletionContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class FeedbackOfCallers extends FeedbackContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }
    }

    @Nested
    class Start extends StartContract {
        @Override
        StorageSettings fresh() {
            return PostgresServer.freshDatabase();
        }

        @Override
        String url(StorageSettings settings) {
            return PostgresServer.url((StorageLocation.Postgresql) settings.location());
        }

        @Override
        String folder() {
            return "postgresql";
        }
    }
}
