package dev.tierway.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps all contracts. */
class SqliteConformanceTest {
    @TempDir
    private Path folder = Path.of("");

    private StorageSettings freshFile() {
        return StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db")));
    }

    @Nested
    class Ledger extends LedgerStoreContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class LedgerGroups extends LedgerGroupsContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }

        @Override
        void inspect() throws SQLException {
            SqliteFile.assertThatRunsMatchEntries(freshFile());
        }
    }

    @Nested
    class Usage extends UsageContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Latency extends LatencyContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class ReservationDraws extends ReservationDrawContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Deferrable extends DeferrableContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Batches extends BatchContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Evals extends EvalContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Events extends EventContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class BatchLines extends BatchLinesContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class BatchMachines extends BatchMachineContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class AdminObjects extends AdminObjectsContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Files extends FileStoreContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Completions extends CompletionContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class FeedbackOfCallers extends FeedbackContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }
    }

    @Nested
    class Start extends StartContract {
        @Override
        StorageSettings fresh() {
            return freshFile();
        }

        @Override
        String url(StorageSettings settings) {
            return "jdbc:sqlite:" + SqliteFile.path(settings);
        }

        @Override
        String folder() {
            return "sqlite";
        }

        @Override
        void inspect() throws SQLException {
            SqliteFile.assertThatRunsMatchEntries(freshFile());
        }
    }
}
