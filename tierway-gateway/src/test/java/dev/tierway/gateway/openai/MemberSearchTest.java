package dev.tierway.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class MemberSearchTest {
    @Property
    void a_name_is_found_wherever_it_stands(
            @ForAll @Chars({'"', 'a', 'b', ':', '\u00fc'}) @StringLength(max = 40) String text,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 4) String name,
            @ForAll @IntRange(max = 3) int before,
            @ForAll @IntRange(max = 3) int after) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[before + bytes.length + after];
        System.arraycopy(bytes, 0, whole, before, bytes.length);

        boolean found = new MemberSearch(name).foundIn(Slice.of(whole).part(before, before + bytes.length));

        assertThat(found).isEqualTo(text.contains('"' + name + '"'));
    }

    @Example
    void the_value_is_what_follows_the_colon() {
        MemberSearch choices = new MemberSearch("choices");

        assertThat(choices.valueStart(Slice.utf8("{\"choices\" : [ ]}"))).isEqualTo((byte) '[');
        assertThat(choices.isEmptyArrayIn(Slice.utf8("{\"choices\" : [ ]}"))).isTrue();
        assertThat(choices.isEmptyArrayIn(Slice.utf8("{\"choices\":[1]}"))).isFalse();
        assertThat(choices.valueStart(Slice.utf8("{\"text\":\"\\\"choices\\\":[]\"}")))
                .isZero();
        assertThat(choices.valueStart(Slice.utf8("{\"choices\""))).isZero();
    }
}
