package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.JsonField;
import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class BodyEditsTest {
    private static BodyEdits edits(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return new BodyEdits(body, Requests.fields(body));
    }

    @Test
    void an_unedited_body_is_the_original_array() {
        byte[] body = "{ \"a\" : 1 }".getBytes(StandardCharsets.UTF_8);
        List<Slice> slices = new BodyEdits(body, Requests.fields(body)).slices();
        assertThat(slices).hasSize(1);
        assertThat(slices.getFirst().array()).isSameAs(body);
    }

    @Test
    void bytes_beside_the_edit_stay_as_they_were() {
        BodyEdits edits = edits("{ \"model\" : \"x\",\n  \"seed\":1.50,\t\"text\": \"\\u00e9é\" }");
        edits.set("model", Slice.utf8("\"y\""));
        assertThat(Requests.joined(edits.slices()))
                .isEqualTo("{\"model\" : \"y\",\n  \"seed\":1.50,\t\"text\": \"\\u00e9é\"}");
    }

    @Test
    void the_first_the_last_and_the_only_member_can_go() {
        BodyEdits first = edits("{\"a\":1,\"b\":2}");
        first.remove(0);
        assertThat(Requests.joined(first.slices())).isEqualTo("{\"b\":2}");
        BodyEdits last = edits("{\"a\":1, \"b\":2}");
        last.remove(1);
        assertThat(Requests.joined(last.slices())).isEqualTo("{\"a\":1}");
        BodyEdits only = edits("{\"a\":1}");
        only.remove(0);
        assertThat(Requests.joined(only.slices())).isEqualTo("{}");
        BodyEdits added = edits("{}");
        added.set("a", Slice.utf8("1"));
        assertThat(Requests.joined(added.slices())).isEqualTo("{\"a\":1}");
    }

    @Test
    void a_large_body_is_not_copied() {
        String text = "x".repeat(100_000);
        byte[] body = ("{\"model\":\"m\",\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        BodyEdits edits = new BodyEdits(body, Requests.fields(body));
        edits.set("model", Slice.utf8("\"longer\""));
        assertThat(edits.slices())
                .filteredOn(slice -> slice.length() > 20)
                .hasSize(1)
                .allSatisfy(slice -> assertThat(slice.array()).isSameAs(body));
    }

    @Property(tries = 500)
    void splicing_gives_what_a_tree_rewrite_gives(
            @ForAll("objects") Map<String, String> members,
            @ForAll("blanks") String blank,
            @ForAll Set<Byte> removed,
            @ForAll("objects") Map<String, String> changes) {
        StringBuilder json = new StringBuilder("{").append(blank);
        members.forEach((name, value) -> json.append(json.indexOf(":") < 0 ? "" : blank + "," + blank)
                .append('"')
                .append(name)
                .append('"')
                .append(blank)
                .append(':')
                .append(blank)
                .append(value));
        String text = json.append(blank).append('}').toString();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        List<JsonField> fields = Requests.fields(body);
        ObjectNode tree = (ObjectNode) Requests.JSON.readTree(text);
        BodyEdits edits = new BodyEdits(body, fields);
        for (int index = 0; index < fields.size(); index++) {
            if (removed.contains((byte) index)) {
                edits.remove(index);
                tree.remove(fields.get(index).name());
            }
        }
        changes.forEach((name, value) -> {
            edits.set(name, Slice.utf8(value));
            tree.set(name, Requests.JSON.readTree(value));
        });
        assertThat(Requests.JSON.readTree(Requests.joined(edits.slices()))).isEqualTo(tree);
    }

    @Provide
    Arbitrary<Map<String, String>> objects() {
        Arbitrary<String> names = Arbitraries.of("a", "b", "model", "stream", "é", "x y", "nested");
        Arbitrary<String> values = Arbitraries.of(
                "1",
                "-2.5e3",
                "true",
                "null",
                "\"text\"",
                "\"a\\\"b,}{\"",
                "[]",
                "[1,{\"q\":[2]}]",
                "{}",
                "{\"k\":\"v\"}");
        return Arbitraries.maps(names, values).ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> blanks() {
        return Combinators.combine(Arbitraries.of("", " ", "\n"), Arbitraries.of("", "\t", "\r\n"))
                .as(String::concat);
    }
}
