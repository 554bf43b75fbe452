package dev.tierway.gateway.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.gateway.batch.BatchFixture;
import dev.tierway.gateway.batch.micro.MicroBatches;
import dev.tierway.storage.Alongside;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.StoredBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoresTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void a_batch_that_was_cancelled_while_it_was_read_in_can_be_ended_at_once(@TempDir Path folder) throws Exception {
        try (BatchFixture fixture = new BatchFixture(folder, new MicroBatches.Bounds(1, LONG))) {
            StoredBatch batch =
                    fixture.batch(fixture.file("batch", BatchFixture.line("a")).id(), "");
            Chores chores = chores(fixture, (claim, claimed) -> {
                fixture.database.batches().cancel("shop", claimed.id(), fixture.wall.now());
                fixture.validator.validate(claim, claimed);
            });
            CountDownLatch read = new CountDownLatch(1);

            chores.readIn(batch, new Lease("reader", fixture.wall.now(), LONG), read::countDown);

            assertThat(read.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(fixture.stored(batch.id()).status()).isEqualTo(BatchStatus.CANCELLING);
            assertThat(fixture.database.batches().claim(batch.id(), new Lease("ender", fixture.wall.now(), LONG)))
                    .isPresent();
            chores.close(LONG);
        }
    }

    private static Chores chores(BatchFixture fixture, BatchIntake intake) {
        BatchEnding ending = new BatchEnding(
                new BatchEnding.Stores(
                        fixture.database.batches(),
                        fixture.database.batchLines(),
                        fixture.database.files(fixture.wall)),
                (_, _) -> Alongside.NOTHING,
                LONG,
                fixture.wall,
                () -> "1");
        return new Chores(fixture.database.batches(), intake, ending, Ticker.system());
    }
}
