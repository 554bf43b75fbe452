package dev.tierway.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    @Property
    void weights_are_exponentials_within_the_promised_error(@ForAll @FloatRange(min = -60, max = 0) float logit) {
        float[] row = {logit};
        Softmax.weigh(row, 0, 1);
        double exact = Math.exp(logit);
        assertThat(row[0] / exact).isCloseTo(1, within(exact > 1e-7 ? 1e-4 : 3e-3));
    }

    @Test
    void what_has_no_probability_weighs_nothing() {
        float[] row = {3, Float.NaN, Float.NEGATIVE_INFINITY, 3, -200};
        assertThat(Softmax.weigh(row, 3, 1)).isEqualTo(2);
        assertThat(row).containsExactly(1, 0, 0, 1, 0);
    }
}
