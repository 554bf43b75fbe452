package dev.tierway.storage.evals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is to be tested, and by which criteria. What the API's callers wrote is kept as JSON text and not looked into here.
 *
 * @param id unique
 * @param metadata an object of texts
 * @param dataSource configuration of where items come from
 * @param criteria array of testing criteria; never changes, so that runs stay comparable
 * @param createdAt exact to 1 us
 */
public record StoredEval(
        String id,
        String project,
        String name,
        String metadata,
        String dataSource,
        String criteria,
        Instant createdAt) {
    public StoredEval {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }
}
