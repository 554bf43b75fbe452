package dev.tierway.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    @Property
    void weights_are_exponentials_within_the_promised_error(@ForAll @FloatRange(min = -57, max = 0) float logit) {
        double exact = Math.exp(logit);
        assertThat(read(0, 1, logit).weights()[0] / exact).isCloseTo(1, within(exact > 1e-7 ? 1e-4 : 5e-3));
    }

    @Test
    void what_has_no_probability_weighs_nothing() {
        Softmax softmax = read(3, 1, 3, Float.NaN, Float.NEGATIVE_INFINITY, 3, -200);
        assertThat(softmax.weights()).containsExactly(1, 0, 0, 1, 0);
        assertThat(softmax.sum()).isEqualTo(2);
    }

    @Property(tries = 200)
    void every_point_of_the_sum_belongs_to_the_token_it_falls_on(
            @ForAll @Size(min = 1, max = 700) List<@FloatRange(min = -5, max = 0) Float> logits,
            @ForAll @IntRange(max = 999) int share) {
        float[] row = new float[logits.size()];
        IntStream.range(0, row.length).forEach(i -> row[i] = logits.get(i));
        Softmax softmax = read(0, 1, row);
        double target = share / 1000.0 * softmax.sum();
        int token = softmax.at(target);
        double before = 0;
        for (int i = 0; i < token; i++) {
            before += softmax.weights()[i];
        }
        assertThat(before).isLessThanOrEqualTo(target + 1e-3);
        assertThat(before + softmax.weights()[token]).isGreaterThan(target - 1e-3);
    }

    private static Softmax read(float max, float inverseTemperature, float... logits) {
        Softmax softmax = new Softmax();
        softmax.read(MemorySegment.ofArray(logits), logits.length, max, inverseTemperature);
        return softmax;
    }
}
