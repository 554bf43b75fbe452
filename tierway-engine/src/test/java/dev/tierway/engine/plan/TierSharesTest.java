package dev.tierway.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.core.tier.ServiceTier;
import org.junit.jupiter.api.Test;

class TierSharesTest {
    private static final long STEP = 50_000_000;

    /** Share of time that {@code tier} gets when each grant costs {@code grant} and others take every step. */
    private static double servedShare(TierShares shares, ServiceTier tier, long grant) {
        long served = 0;
        long total = 0;
        for (int i = 0; i < 100_000; i++) {
            long part = shares.owed().contains(tier) ? grant : 0;
            shares.spend(tier, part);
            shares.earn(tier, STEP + part);
            served += part;
            total += STEP + part;
        }
        return (double) served / total;
    }

    @Test
    void a_tier_that_is_only_served_when_owed_gets_its_share() {
        TierShares shares = new TierShares(PlanSettings.DEFAULTS);
        assertThat(servedShare(shares, ServiceTier.FLEX, 4_000_000)).isCloseTo(0.05, within(0.002));
        assertThat(servedShare(shares, ServiceTier.BATCH, 48_000_000)).isCloseTo(0.02, within(0.002));
    }

    @Test
    void an_arrival_is_not_owed_anything_at_once() {
        TierShares shares = new TierShares(PlanSettings.DEFAULTS);
        shares.earn(ServiceTier.BATCH, STEP);
        assertThat(shares.owed()).isEmpty();
    }

    @Test
    void a_tier_is_overdue_after_ten_seconds_of_others_and_its_share_stays_the_same() {
        TierShares shares = new TierShares(PlanSettings.DEFAULTS);
        for (long nanos = 0; nanos < 10_000_000_000L; nanos += STEP) {
            assertThat(shares.overdue()).isEmpty();
            shares.earn(ServiceTier.STANDARD, STEP);
        }
        while (shares.overdue().isEmpty()) {
            shares.earn(ServiceTier.STANDARD, STEP);
        }
        assertThat(shares.overdue()).containsExactly(ServiceTier.STANDARD);
        shares.spend(ServiceTier.STANDARD, 800_000_000);
        assertThat(shares.overdue()).isEmpty();
        assertThat(shares.owed()).containsExactly(ServiceTier.STANDARD);
    }

    @Test
    void a_share_of_zero_is_strict() {
        TierShares shares = new TierShares(PlanSettings.DEFAULTS.withShares(0, 0, 0));
        assertThat(servedShare(shares, ServiceTier.FLEX, STEP)).isZero();
    }

    @Test
    void a_tier_that_was_served_well_is_owed_later() {
        TierShares fresh = new TierShares(PlanSettings.DEFAULTS);
        TierShares served = new TierShares(PlanSettings.DEFAULTS);
        served.spend(ServiceTier.FLEX, 1_000_000_000);
        int stepsOfFresh = stepsUntilOwed(fresh);
        assertThat(stepsUntilOwed(served)).isCloseTo(stepsOfFresh + 400, within(2));
    }

    private static int stepsUntilOwed(TierShares shares) {
        int steps = 0;
        while (!shares.owed().contains(ServiceTier.FLEX)) {
            shares.earn(ServiceTier.FLEX, STEP);
            steps++;
        }
        return steps;
    }
}
