package dev.tierway.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DetokenizerTest {
    @Test
    void an_unfinished_character_waits_for_its_last_byte() {
        byte[] snowman = "☃".getBytes(StandardCharsets.UTF_8);
        Detokenizer detokenizer = new Detokenizer();
        StringBuilder out = new StringBuilder();
        detokenizer.append(Arrays.copyOf(snowman, 2), out);
        assertThat(out).isEmpty();
        detokenizer.append(Arrays.copyOfRange(snowman, 2, 3), out);
        assertThat(out).hasToString("☃");
    }

    @Test
    void a_character_that_never_finishes_ends_as_a_replacement() {
        Detokenizer detokenizer = new Detokenizer();
        StringBuilder out = new StringBuilder();
        detokenizer.append(new byte[] {'a', (byte) 0xE2, (byte) 0x98}, out);
        detokenizer.flush(out);
        assertThat(out).hasToString("a\uFFFD");
    }

    @Property(tries = 500)
    void pieces_decode_like_the_whole(
            @ForAll @Size(max = 200) byte[] bytes,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 150) Integer> cuts) {
        Detokenizer detokenizer = new Detokenizer();
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int i = 0; from < bytes.length; i++) {
            int to = Math.min(bytes.length, from + cuts.get(i % cuts.size()));
            detokenizer.append(Arrays.copyOfRange(bytes, from, to), out);
            from = to;
        }
        detokenizer.flush(out);
        assertThat(out).hasToString(new String(bytes, StandardCharsets.UTF_8));
    }

    @Property(tries = 200)
    void text_survives_any_cut_into_bytes(@ForAll String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Detokenizer detokenizer = new Detokenizer();
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            detokenizer.append(new byte[] {b}, out);
        }
        assertThat(out).hasToString(new String(bytes, StandardCharsets.UTF_8));
    }
}
