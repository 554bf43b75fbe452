package dev.tierway.gateway.batch.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    @Test
    void marks_carriage_returns_and_blank_lines_are_passed_over() {
        assertThat(read("\uFEFF{1}\r\n\r\n  \n{4}", 100)).containsExactly("1:{1}", "4:{4} end");
    }

    @Test
    void a_mark_is_one_only_at_the_beginning() {
        assertThat(read("{1}\n\uFEFF{2}\n", 100)).containsExactly("1:{1}", "2:\uFEFF{2}");
    }

    @Test
    void a_line_that_is_too_long_does_not_take_the_next_with_it() {
        assertThat(read("1234567890\n123\n", 3)).containsExactly("1:1234 too long", "2:123");
    }

    @Property(tries = 200)
    void lines_do_not_depend_on_how_the_text_comes_in(
            @ForAll List<@CharRange(from = 'a', to = 'd') @StringLength(min = 1, max = 9) String> lines,
            @ForAll @IntRange(min = 1, max = 20) int atOnce) {
        String text = String.join("\n", lines);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            expected.add((i + 1) + ":" + lines.get(i) + (i + 1 == lines.size() ? " end" : ""));
        }

        assertThat(read(text, 100, atOnce)).isEqualTo(expected);
    }

    private static List<String> read(String text, int longest) {
        return read(text, longest, Integer.MAX_VALUE);
    }

    private static List<String> read(String text, int longest, int atOnce) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, atOnce));
            }
        };
        JsonLines lines = new JsonLines(in, longest);
        List<String> read = new ArrayList<>();
        for (JsonLines.Line line = lines.next(); line != null; line = lines.next()) {
            read.add(line.number() + ":" + new String(line.bytes(), StandardCharsets.UTF_8)
                    + (line.tooLong() ? " too long" : "") + (line.ended() ? "" : " end"));
        }
        return read;
    }
}
