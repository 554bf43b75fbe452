package dev.tierway.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StopSequencesTest {
    @Test
    void text_before_a_stop_is_let_through_and_nothing_after_it() {
        StopSequences stops = new StopSequences(List.of("\n\n", "END"));
        StringBuilder out = new StringBuilder();
        stops.append("one EN", out);
        assertThat(out).hasToString("one ");
        stops.append("Dless\n", out);
        assertThat(stops.found()).isTrue();
        assertThat(out).hasToString("one ");
    }

    @Test
    void a_false_start_is_released_as_soon_as_it_is_one() {
        StopSequences stops = new StopSequences(List.of("END"));
        StringBuilder out = new StringBuilder();
        stops.append("EN", out);
        assertThat(out).isEmpty();
        stops.append("EN", out);
        assertThat(out).hasToString("EN");
        stops.flush(out);
        assertThat(out).hasToString("ENEN");
    }

    @Property(tries = 2000)
    void any_chunking_cuts_where_the_first_stop_completes(
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 40) String text,
            @ForAll @Size(max = 4) List<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 5) String> stops,
            @ForAll @Size(min = 1, max = 5) List<@AlphaChars @StringLength(min = 1, max = 6) String> chunks) {
        StopSequences matcher = new StopSequences(stops);
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int i = 0; from < text.length(); i++) {
            int to =
                    Math.min(text.length(), from + chunks.get(i % chunks.size()).length());
            matcher.append(text.substring(from, to), out);
            from = to;
        }
        matcher.flush(out);
        assertThat(out).hasToString(cut(text, stops));
    }

    private static String cut(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String upTo = text.substring(0, end);
            int longest = stops.stream()
                    .filter(upTo::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 0) {
                return text.substring(0, end - longest);
            }
        }
        return text;
    }
}
