package dev.tierway.core.hash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SplitMixTest {
    @Test
    void gives_the_reference_outputs_of_seed_zero() {
        long[] expected = {0xe220a8397b1dcdafL, 0x6e789e6aa1b965f4L, 0x06c45d188009454fL};
        for (int i = 0; i < expected.length; i++) {
            assertThat(SplitMix.next(i * SplitMix.GOLDEN_STEP)).isEqualTo(expected[i]);
        }
    }

    @Test
    void the_finaliser_alone_leaves_zero_as_it_is() {
        assertThat(SplitMix.mix(0)).isZero();
        assertThat(SplitMix.mix(SplitMix.GOLDEN_STEP)).isEqualTo(0xe220a8397b1dcdafL);
    }
}
