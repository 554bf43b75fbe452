package dev.tierway.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CostModelTest {
    private static void steps(CostModel model, StepCost truth, int count) {
        for (int i = 0; i < count; i++) {
            int decodes = 1 + i % 8;
            model.observe(decodes, 0, (long) truth.nanos(decodes, 0));
            model.observe(decodes, 32, (long) truth.nanos(decodes, 32));
        }
    }

    @Property
    void finds_the_cost_of_any_linear_backend(
            @ForAll @DoubleRange(min = 0.1, max = 80) double base,
            @ForAll @DoubleRange(min = 0.1, max = 50) double perDecode,
            @ForAll @DoubleRange(min = 0.05, max = 20) double perToken) {
        StepCost truth = new StepCost(base * 1e6, perDecode * 1e6, perToken * 1e6);
        CostModel model = new CostModel();
        steps(model, truth, 400);
        for (int decodes : new int[] {1, 4, 16}) {
            assertThat(model.cost().nanos(decodes, 0)).isCloseTo(truth.nanos(decodes, 0), Percentage.withPercentage(3));
            assertThat(model.cost().nanos(decodes, 32))
                    .isCloseTo(truth.nanos(decodes, 32), Percentage.withPercentage(3));
        }
    }

    @Test
    void predicts_the_only_width_it_has_seen() {
        CostModel model = new CostModel();
        for (int i = 0; i < 400; i++) {
            model.observe(1, 0, 20_000_000);
        }
        assertThat(model.cost().nanos(1, 0)).isCloseTo(20e6, within(1e6));
        assertThat(model.cost().base()).isPositive();
        assertThat(model.cost().perDecode()).isPositive();
    }

    @Test
    void a_single_stalled_step_moves_the_prediction_little() {
        StepCost truth = new StepCost(5e6, 4e6, 3e6);
        CostModel model = new CostModel();
        steps(model, truth, 200);
        model.observe(4, 32, 10_000_000_000L);
        assertThat(model.cost().nanos(4, 32)).isLessThan(1.25 * truth.nanos(4, 32));
    }

    @Test
    void prompt_costs_are_remembered_through_thousands_of_decode_steps() {
        StepCost truth = new StepCost(5e6, 4e6, 9e6);
        CostModel model = new CostModel();
        steps(model, truth, 100);
        for (int i = 0; i < 5000; i++) {
            model.observe(4, 0, (long) truth.nanos(4, 0));
        }
        assertThat(model.cost().perPromptToken()).isCloseTo(9e6, within(0.5e6));
    }
}
