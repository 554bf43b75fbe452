package dev.tierway.app.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.app.bench.overload.ArrivalPlan.Workload;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ArrivalPlanTest {
    private static final Workload WORKLOAD =
            new Workload(Mix.parse("reserved=10,priority=20,standard=30,flex=25,batch=15"), 0.1, 1);

    @Test
    void the_same_seed_gives_the_same_load() {
        assertThat(plan(WORKLOAD)).isEqualTo(plan(WORKLOAD));
        assertThat(plan(WORKLOAD)).isNotEqualTo(plan(new Workload(WORKLOAD.mix(), 0.1, 2)));
    }

    @Test
    void arrivals_come_at_the_asked_rate_in_the_asked_mix() {
        ArrivalPlan plan = plan(WORKLOAD);

        assertThat(plan.requests()).hasSizeBetween(9_600, 10_400);
        assertThat(plan.only(Set.of(ServiceTier.PRIORITY)).requests()).hasSizeBetween(1_850, 2_150);
        assertThat(plan.requests()).isSortedAccordingTo((a, b) -> Long.compare(a.dueNanos(), b.dueNanos()));
    }

    @Test
    void a_plan_is_bounded_in_number() {
        assertThat(ArrivalPlan.poisson(WORKLOAD, 1e6, Duration.ofHours(1), 50).requests())
                .hasSize(50);
    }

    @Test
    void a_plan_for_some_tiers_keeps_their_times() {
        ArrivalPlan plan = plan(WORKLOAD);
        assertThat(plan.requests())
                .containsAll(plan.only(Set.of(ServiceTier.FLEX)).requests());
    }

    @Property
    void quantiles_grow(
            @ForAll @DoubleRange(min = 0, max = 1) double a, @ForAll @DoubleRange(min = 0, max = 1) double b) {
        for (LengthTable table : new LengthTable[] {LengthTable.AZURE_PROMPTS, LengthTable.AZURE_OUTPUTS}) {
            assertThat(table.quantile(Math.min(a, b))).isLessThanOrEqualTo(table.quantile(Math.max(a, b)));
        }
    }

    @Test
    void lengths_have_the_median_of_the_trace() {
        SplittableRandom random = new SplittableRandom(1);
        long below = java.util.stream.IntStream.range(0, 10_000)
                .filter(_ -> LengthTable.AZURE_PROMPTS.sample(random, 1) < 1_020)
                .count();
        assertThat(below).isBetween(4_800L, 5_200L);
    }

    @Test
    void a_mix_is_written_as_parts() {
        assertThat(Mix.parse("flex=1,reserved=3")).hasToString("reserved=3,flex=1");
        for (String wrong : new String[] {"", "flex", "flex=x", "flex=-1", "flex=1,flex=2", "flex=0", "gold=1"}) {
            assertThatThrownBy(() -> Mix.parse(wrong)).as(wrong).isInstanceOf(UsageException.class);
        }
    }

    private static ArrivalPlan plan(Workload workload) {
        return ArrivalPlan.poisson(workload, 100, Duration.ofSeconds(100), 100_000);
    }
}
