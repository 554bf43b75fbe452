package dev.tierway.evals.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KnownInputsTest {
    @TempDir
    private Path folder;

    private final KnownInputs known = new KnownInputs();

    @Test
    void a_file_of_any_format_tells_what_is_known() throws IOException {
        known.addAll(file("a.csv", "input,expected\nWhere is my card?,card\n"));
        known.addAll(file("b.jsonl", "{\"input\": \"I lost it\"}\n"));

        assertThat(known.contains(json("'where is my  CARD'"))).isTrue();
        assertThat(known.contains(json("'I lost it.'"))).isTrue();
        assertThat(known.contains(json("'I found it'"))).isFalse();
    }

    @Test
    void only_what_users_say_counts() {
        assertThat(known.add(json("[{'role':'system','content':'Be kind.'},{'role':'user','content':'Hello'}]")))
                .isTrue();

        assertThat(known.add(json("[{'role':'user','content':'hello!'},{'role':'assistant','content':'Hi'}]")))
                .isFalse();
        assertThat(known.contains(json("'hello'"))).isTrue();
    }

    @Test
    void a_row_without_an_input_is_told_with_its_line() throws IOException {
        Path file = file("c.jsonl", "{\"input\": \"a\"}\n{\"text\": \"b\"}\n");

        assertThatThrownBy(() -> known.addAll(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("c.jsonl:2 has no 'input'");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }
}
