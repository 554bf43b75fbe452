package dev.tierway.evals.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void all_formats_tell_the_same_cases() throws IOException {
        DatasetSpec csv = spec(file("a.csv", "id,input,expected\nx,\"where, \"\"my\"\"\ncard?\",lost\ny,hi,\n"));
        DatasetSpec jsonl = spec(file(
                "a.jsonl",
                "{\"id\":\"x\",\"input\":\"where, \\\"my\\\"\\ncard?\",\"expected\":\"lost\"}\n\n"
                        + "{\"id\":\"y\",\"input\":\"hi\",\"expected\":\"\"}"));
        DatasetSpec json = spec(file(
                "a.json",
                "[{\"id\":\"x\",\"input\":\"where, \\\"my\\\"\\ncard?\",\"expected\":\"lost\"},\n"
                        + "{\"expected\":\"\",\"id\":\"y\",\"input\":\"hi\"}]"));
        DatasetSpec yaml = spec(file("a.yaml", """
                - id: x
                  input: |-
                    where, "my"
                    card?
                  expected: lost
                - {id: y, input: hi, expected: ""}
                """));
        String hash = Datasets.hash(csv);
        assertThat(List.of(Datasets.hash(jsonl), Datasets.hash(json), Datasets.hash(yaml)))
                .containsOnly(hash);
        assertThat(cases(csv)).extracting(Case::id).containsExactly("x", "y");
        assertThat(cases(csv))
                .extracting(it -> it.origin().orElseThrow().line())
                .containsExactly(2L, 4L);
        assertThat(cases(jsonl))
                .extracting(it -> it.origin().orElseThrow().line())
                .containsExactly(1L, 3L);
        assertThat(cases(yaml))
                .extracting(it -> it.origin().orElseThrow().line())
                .containsExactly(1L, 6L);
    }

    @Test
    void tsv_takes_quotes_as_they_are() throws IOException {
        Path file = file("a.tsv", "input\texpected\nthe \"old\" card\tx\n\"\ty\n");
        assertThat(cases(spec(file)))
                .extracting(it -> it.input().stringValue())
                .containsExactly("the \"old\" card", "\"");
    }

    @Test
    void fields_are_mapped_by_name_path_and_template() throws IOException {
        Path file = file(
                "a.jsonl",
                "{\"key\":17,\"q\":{\"text\":\"hi\"},\"doc\":\"d1\",\"gold\":[\"a\"],\"runs\":3,\"lang\":\"en\"}\n");
        DatasetSpec.Fields fields = new DatasetSpec.Fields(
                Optional.of("key"),
                Optional.of("[{{item.lang}}] {{item.q.text}}"),
                Optional.of("$.gold[0]"),
                Optional.of("doc"),
                Optional.of("runs"));
        Case only = cases(spec(file, fields)).getFirst();
        assertThat(only.id()).isEqualTo("17");
        assertThat(only.input().stringValue()).isEqualTo("[en] hi");
        assertThat(only.expected().stringValue()).isEqualTo("a");
        assertThat(only.cluster()).isEqualTo("d1");
        assertThat(only.trials()).isEqualTo(OptionalInt.of(3));
        assertThat(only.item().path("lang").stringValue()).isEqualTo("en");
    }

    @Test
    void without_fields_the_row_is_the_input_and_its_number_the_id() throws IOException {
        List<Case> cases = cases(spec(file("a.jsonl", "{\"a\":1}\n{\"a\":2}\n")));
        assertThat(cases).extracting(Case::id).containsExactly("1", "2");
        assertThat(cases.getFirst().input().toString()).isEqualTo("{\"a\":1}");
        assertThat(cases.getFirst().expected().isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a.csv   | input,x\\n1,2\\n3\\n          | a.csv:3: the row has 1 fields and the header 2; a field that holds
                    a.csv   | input\\n"open\\n              | a.csv:1: cannot be read from the row after this line on
                    a.csv   | id,id\\n1,2\\n                | a.csv:1: the column 'id' is there twice
                    a.csv   | id,input\\n1,a\\n1,b\\n       | a.csv:3: the id '1' is taken by line 2
                    a.csv   | id,input\\n,a\\n              | a.csv:2: the id is empty
                    a.csv   | input,trials\\na,none\\n      | a.csv:2: 'trials' must be a whole number from 1 to 1000, not 'none'
                    a.jsonl | {"a":1}\\n[1]\\n              | a.jsonl:2: a row is an object with fields, not array
                    a.jsonl | {"a":1}\\n\\n{"a":            | a.jsonl:3: not one JSON object
                    a.jsonl | {"a":1,"a":2}\\n              | a.jsonl:1: not one JSON object
                    a.jsonl | {"a":1}{"a":2}\\n             | a.jsonl:1: not one JSON object
                    a.jsonl | {"a":NaN}\\n                  | a.jsonl:1: not one JSON object
                    a.json  | {"a":1}                       | is no JSON array
                    a.json  | [{"a":1},\\n{"a":2}           | a.json:2:
                    a.json  | [{"a":1},\\n7]                | a.json:2: a row is an object with fields, not number
                    a.json  | [{"a":1}]\\n[]                | a.json:2: there is more after the array
                    a.yaml  | a: 1                          | is no YAML list; begin each row with '- '
                    a.yaml  | - {a: 1}\\n- {a: 1, a: 2}     | a.yaml:2: 'a' is given twice
                    a.yaml  | - {a: 1}\\n- {a: [1}          | a.yaml:2: not valid YAML
                    """)
    void a_malformed_row_is_told_with_its_line(String name, String content, String wanted) throws IOException {
        Path file = file(name, content.replace("\\n", "\n"));
        assertThatThrownBy(() -> cases(spec(file)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(wanted);
    }

    @Test
    void text_that_is_not_utf_8_is_refused() throws IOException {
        Path file = folder.resolve("a.csv");
        Files.write(file, "input\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> cases(spec(file))).hasMessageContaining("it is not UTF-8");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_a_column() throws IOException {
        assertThat(cases(spec(file("a.csv", "\uFEFFid,input\n7,x\n"))))
                .extracting(Case::id)
                .containsExactly("7");
    }

    @Test
    void a_missing_column_is_told_with_the_nearest_one() throws IOException {
        DatasetSpec.Fields fields = fields("text", "categry");
        assertThatThrownBy(() -> Datasets.open(spec(file("a.csv", "text,category\nx,y\n"), fields)))
                .hasMessageEndingWith("a.csv:1: there is no column 'categry'; did you mean 'category'?");
        assertThatThrownBy(() -> cases(spec(file("a.jsonl", "{\"text\":1,\"category\":2}\n"), fields)))
                .hasMessageEndingWith("a.jsonl:1: the row has no 'categry'; did you mean 'category'?");
    }

    @Test
    void rows_behind_the_ones_taken_are_not_even_read() throws IOException {
        Path file = file("a.jsonl", "{\"input\":\"a\"}\n{\"input\":\"b\"}\nnonsense\n");
        DatasetSpec first = selected(spec(file), Map.of(), OptionalLong.of(2));
        assertThat(cases(first)).hasSize(2);
        assertThatThrownBy(() -> cases(spec(file))).isInstanceOf(DatasetException.class);
    }

    @Test
    void conditions_choose_rows_and_take_counts_what_is_left() throws IOException {
        Path file = file("a.csv", "input,lang\n1,en\n2,de\n3,en\n4,en\n");
        DatasetSpec english = selected(spec(file), Map.of("lang", "en"), OptionalLong.of(2));
        assertThat(cases(english)).extracting(it -> it.input().stringValue()).containsExactly("1", "3");
    }

    @Test
    void only_approved_scenarios_are_cases() throws IOException {
        Path file = file(
                "mined.jsonl", "{\"id\":\"a\",\"approved\":true}\n{\"id\":\"b\",\"approved\":false}\n{\"id\":\"c\"}\n");
        DatasetSpec all = spec(file);
        DatasetSpec approved = new DatasetSpec(
                "mined",
                new DatasetSpec.Source.Mined(file, true),
                DatasetSpec.Fields.BY_NAME,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                OptionalLong.empty(),
                Optional.empty());
        assertThat(cases(all)).hasSize(3);
        assertThat(cases(approved)).extracting(Case::id).containsExactly("a");
    }

    @Test
    void a_frozen_dataset_that_changed_is_refused_with_the_line_that_accepts_it() throws IOException {
        Path file = file("a.csv", "input,expected\na,1\nb,2\n");
        String hash = Datasets.hash(spec(file));
        assertThat(cases(frozen(file, hash))).hasSize(2);

        file("a.csv", "input,expected\na,1\nb,3\n");
        String changed = Datasets.hash(spec(file));
        assertThat(changed).isNotEqualTo(hash);
        assertThatThrownBy(() -> Datasets.open(frozen(file, hash)))
                .hasMessageContaining("is frozen and has changed")
                .hasMessageContaining("'frozen: " + changed + "'");
    }

    @Test
    void a_file_that_is_not_there_is_told() {
        assertThatThrownBy(() -> Datasets.open(spec(folder.resolve("none.csv"))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("there is no file");
    }

    private static DatasetSpec frozen(Path file, String hash) {
        DatasetSpec spec = spec(file);
        return new DatasetSpec(
                spec.name(),
                spec.source(),
                spec.fields(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                OptionalLong.empty(),
                Optional.of(hash));
    }

    static DatasetSpec selected(DatasetSpec spec, Map<String, String> where, OptionalLong take) {
        return new DatasetSpec(
                spec.name(), spec.source(), spec.fields(), spec.split(), spec.part(), where, take, Optional.empty());
    }

    static DatasetSpec spec(Path file) {
        return spec(file, DatasetSpec.Fields.BY_NAME);
    }

    static DatasetSpec spec(Path file, DatasetSpec.Fields fields) {
        return new DatasetSpec(
                "data",
                new DatasetSpec.Source.Table(file, DataFormat.of(file).orElseThrow()),
                fields,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                OptionalLong.empty(),
                Optional.empty());
    }

    static DatasetSpec.Fields fields(String input, String expected) {
        return new DatasetSpec.Fields(
                Optional.empty(), Optional.of(input), Optional.of(expected), Optional.empty(), Optional.empty());
    }

    static List<Case> cases(DatasetSpec spec) {
        List<Case> cases = new ArrayList<>();
        try (CaseStream stream = Datasets.open(spec)) {
            stream.forEachRemaining(cases::add);
        }
        return cases;
    }

    static SequencedMap<String, Double> shares(double train, double dev, double test) {
        SequencedMap<String, Double> shares = new LinkedHashMap<>();
        shares.put("train", train);
        shares.put("dev", dev);
        shares.put("test", test);
        return shares;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
