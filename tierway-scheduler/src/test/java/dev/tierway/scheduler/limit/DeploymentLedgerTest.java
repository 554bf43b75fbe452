package dev.tierway.scheduler.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.scheduler.policy.LimitPolicy;
import org.junit.jupiter.api.Test;

class DeploymentLedgerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final double SECONDS_PER_PROMPT = 0.12;

    private final Occupant occupant = new Request();
    private final DeploymentLedger ledger = new DeploymentLedger(
            0,
            "a",
            new Capacity(8, Long.MAX_VALUE, 100_000, 0, false),
            LimitPolicy.DEFAULT,
            new DeploymentLedger.Speed(10_000, 50));

    private static final class Request implements Occupant {
        @Override
        public boolean scavenger() {
            return false;
        }

        @Override
        public boolean batch() {
            return false;
        }

        @Override
        public boolean urgent() {
            return false;
        }

        @Override
        public long heldTokens() {
            return 1_000;
        }

        @Override
        public long finalTokens() {
            return 1_100;
        }
    }

    @Test
    void predicts_the_first_token_from_the_prior_until_it_has_learned() {
        assertThat(predicted()).isCloseTo(SECONDS_PER_PROMPT, within(1e-9));
        serve(400, 0, SECOND);
        assertThat(predicted()).isCloseTo(1, within(0.1));
    }

    @Test
    void one_first_token_counts_for_four_times_its_prediction_at_most() {
        serve(1, 0, 60 * SECOND);
        assertThat(predicted()).isGreaterThan(SECONDS_PER_PROMPT).isLessThan(2 * SECONDS_PER_PROMPT);
    }

    @Test
    void what_was_learned_before_an_outage_is_forgotten_after_it() {
        serve(400, 0, SECOND);
        ledger.available(true, 2 * SECOND);
        assertThat(predicted()).as("it was never out of service").isCloseTo(1, within(0.1));
        ledger.available(false, 3 * SECOND);
        ledger.available(true, 4 * SECOND);
        assertThat(predicted()).isCloseTo(SECONDS_PER_PROMPT, within(1e-9));
    }

    @Test
    void attempts_that_lived_through_an_outage_teach_nothing() {
        ledger.start(occupant, 1_000, 0);
        ledger.available(false, SECOND);
        ledger.available(true, 60 * SECOND);
        ledger.firstToken(occupant, 1_000, 1_000, 0, 61 * SECOND);
        ledger.steps(8, 0, 61 * SECOND);
        ledger.stop(occupant, 0);
        assertThat(predicted()).isCloseTo(SECONDS_PER_PROMPT, within(1e-9));
        serve(1, 60 * SECOND, 61 * SECOND);
        assertThat(predicted()).isGreaterThan(SECONDS_PER_PROMPT);
    }

    private void serve(int requests, long since, long now) {
        for (int request = 0; request < requests; request++) {
            ledger.start(occupant, 1_000, 0);
            ledger.firstToken(occupant, 1_000, 1_000, since, now);
            ledger.stop(occupant, 0);
        }
    }

    private double predicted() {
        return ledger.secondsToFirstToken(occupant, 1_000);
    }
}
