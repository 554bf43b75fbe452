package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever gateways do with a batch, and in whatever order, every line ends with one result. */
abstract class BatchMachineContract extends StorageContract {
    private static final int ROUNDS = 25;
    private static final int STEPS = 40;

    @Test
    void whatever_gateways_do_every_line_ends_with_one_result_and_a_row_if_it_ran() {
        for (int round = 0; round < ROUNDS; round++) {
            BatchMachine machine = new BatchMachine(database(), "b" + round, new Random(round));
            for (int step = 0; step < STEPS; step++) {
                machine.step();
                assertThat(machine.seen()).as("round %d, step %d", round, step).isEqualTo(machine.expected());
            }
            machine.finish();
            assertThat(machine.seen()).as("round %d, at its end", round).isEqualTo(machine.expected());
            machine.end();
        }
    }
}
