package dev.tierway.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StorableTextTest {
    private static final char[] TELLING = {'a', 'ß', '\0', '\uD83D', '\uDE00', '\uDBFF', '\uDC00', '\uFFFF', '\uFFFD'};

    @Test
    void what_databases_refuse_is_replaced_and_nothing_else() {
        assertThat(StorableText.of("")).isEmpty();
        assertThat(StorableText.of("grüße \uD83D\uDE00")).isEqualTo("grüße \uD83D\uDE00");
        assertThat(StorableText.of("a\0\uD83Db\uDE00")).isEqualTo("a\uFFFD\uFFFDb\uFFFD");
    }

    @Test
    void every_text_is_replaced_code_point_by_code_point() {
        RandomGenerator random = new Random(20_261_122);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append(TELLING[random.nextInt(TELLING.length)]);
            }
            assertThat(StorableText.of(text.toString())).isEqualTo(byCodePoints(text.toString()));
        }
    }

    private static String byCodePoints(String text) {
        int[] kept = text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .toArray();
        return new String(kept, 0, kept.length);
    }
}
