package dev.tierway.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> KEYS = List.of("concurrency", "context", "host", "port", "timeouts");

    @Test
    void a_slip_of_the_finger_is_recognised() {
        assertThat(NearestName.of("prot", KEYS)).contains("port");
        assertThat(NearestName.of("concurency", KEYS)).contains("concurrency");
        assertThat(NearestName.of("timeout", KEYS)).contains("timeouts");
    }

    @Test
    void something_else_altogether_is_answered_with_the_list() {
        assertThat(NearestName.of("budget", KEYS)).isEmpty();
        assertThat(NearestName.of("c", List.of("a", "b"))).isEmpty();
        assertThat(NearestName.hint("budget", KEYS)).isEqualTo("known: concurrency, context, host, port, timeouts");
        assertThat(NearestName.hint("budget", List.of())).isEqualTo("there are none");
    }

    @Property
    void distance_is_symmetric_and_bounded(
            @ForAll @AlphaChars @StringLength(max = 12) String a,
            @ForAll @AlphaChars @StringLength(max = 12) String b) {
        int distance = NearestName.distance(a, b);
        assertThat(distance).isEqualTo(NearestName.distance(b, a));
        assertThat(distance).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
        assertThat(distance == 0).isEqualTo(a.equals(b));
    }
}
