package dev.tierway.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tierway.core.failure.FailureException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class SchemaToGbnfTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PATH = "response_format.json_schema.schema";

    @Test
    void a_person_is_written_member_by_member_in_schema_order() {
        GbnfReader grammar = grammar("""
                {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"},
                 "mail": {"type": ["string", "null"]}}, "required": ["name", "mail"], "additionalProperties": false}
                """);
        assertThat(grammar.accepts("{\"name\":\"Ann\",\"age\":3,\"mail\":null}"))
                .isTrue();
        assertThat(grammar.accepts("{\"name\": \"Ann\", \"mail\": \"a@b\"}")).isTrue();
        assertThat(grammar.accepts("{\"mail\":null,\"name\":\"Ann\"}")).isFalse();
        assertThat(grammar.accepts("{\"name\":\"Ann\",\"age\":3}")).isFalse();
        assertThat(grammar.accepts("{\"name\":\"Ann\",\"mail\":null,\"x\":1}")).isFalse();
        assertThat(grammar.accepts("{\"name\":\"Ann\",\"age\":3.5,\"mail\":null}"))
                .isFalse();
    }

    @Test
    void only_optional_members_may_all_be_missing() {
        GbnfReader grammar = grammar("""
                {"type": "object", "properties": {"a": {"type": "null"}, "b": {"type": "null"}}}
                """);
        assertThat(List.of("{}", "{\"a\":null}", "{\"b\":null}", "{\"a\":null,\"b\":null}"))
                .allMatch(grammar::accepts);
        assertThat(List.of("{,}", "{\"a\":null,}", "{,\"b\":null}", "{\"b\":null,\"a\":null}"))
                .noneMatch(grammar::accepts);
    }

    @Test
    void a_tree_may_refer_to_itself() {
        GbnfReader grammar = grammar("""
                {"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": {
                 "value": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
                 "required": ["value", "children"]}}}
                """);
        assertThat(grammar.accepts("{\"value\":1,\"children\":[{\"value\":2,\"children\":[]}]}"))
                .isTrue();
        assertThat(grammar.accepts("{\"value\":1,\"children\":[{\"value\":2}]}"))
                .isFalse();
    }

    @Test
    void a_map_of_numbers_takes_any_names() {
        GbnfReader grammar = grammar("{\"type\": \"object\", \"additionalProperties\": {\"type\": \"number\"}}");
        assertThat(grammar.accepts("{\"x\":1.5,\"y y\":-2e3}")).isTrue();
        assertThat(grammar.accepts("{\"x\":\"1\"}")).isFalse();
    }

    @Test
    void lengths_count_characters_and_not_their_escapes() {
        GbnfReader grammar = grammar("{\"type\": \"string\", \"minLength\": 2, \"maxLength\": 3}");
        assertThat(List.of("\"ab\"", "\"a\\n\"", "\"\\u00e9\\\"x\"", "\"😀😀😀\""))
                .allMatch(grammar::accepts);
        assertThat(List.of("\"a\"", "\"abcd\"", "\"\\ud83d\\ude00\"")).noneMatch(grammar::accepts);
    }

    @Test
    void json_mode_takes_any_object_and_nothing_else() {
        GbnfReader grammar = new GbnfReader(SchemaToGbnf.anyObject());
        assertThat(List.of("{}", "{\"a\": [1, {\"b\": null}], \"c\": -0.5e+3}")).allMatch(grammar::accepts);
        assertThat(List.of("[]", "{\"a\":}", "{} ", "{\"a\":01}", "{\"a\" :1}")).noneMatch(grammar::accepts);
    }

    @Property(tries = 1500)
    void the_grammar_accepts_exactly_the_valid_instances(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ObjectNode schema = RandomSchemas.schema(random, 3);
        SchemaCheck check = new SchemaCheck(schema);
        GbnfReader grammar = new GbnfReader(SchemaToGbnf.convert(schema, PATH));
        JsonNode instance = RandomSchemas.instance(schema, random);
        assertThat(grammar.accepts(instance.toString()))
                .as("%s for %s", instance, schema)
                .isTrue();
        for (int i = 0; i < 5; i++) {
            JsonNode mutated = RandomSchemas.mutated(instance, random);
            assertThat(grammar.accepts(mutated.toString()))
                    .as("%s for %s", mutated, schema)
                    .isEqualTo(check.valid(mutated));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"object","properties":{"x":{"type":"string","pattern":"a+"}}} | .properties.x.pattern
            {"type":"array","items":{"type":"number","multipleOf":5}}             | .items.multipleOf
            {"anyOf":[{"type":"string"},{"not":{}}]}                              | .anyOf[1].not
            {"allOf":[{"type":"string"},{"type":"null"}]}                         | .allOf
            {"$ref":"#/$defs/a","$defs":{"a":{"type":"array","uniqueItems":true}}}| .$defs.a.uniqueItems
            """)
    void a_keyword_outside_the_subset_is_refused_with_its_path(String schema, String path) {
        FailureException refusal = refusal(schema);
        assertThat(refusal.failure().param()).isEqualTo(PATH + path);
        assertThat(refusal.failure().code()).isEqualTo("unsupported_schema");
        assertThat(refusal.failure().kind().httpStatus()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\"}",
                "{\"type\":[]}",
                "{\"enum\":[]}",
                "{\"$ref\":\"http://x\"}",
                "{\"$ref\":\"#/$defs/x\"}",
                "{\"type\":\"string\",\"minLength\":-1}",
                "{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}",
                "{\"type\":\"object\",\"properties\":{},\"required\":[\"a\"]}",
                "[]",
                "false",
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"anyOf\":[{\"type\":\"null\"},{\"$ref\":\"#/$defs/a\"}]}}}",
                "{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"m\":{\"$ref\":\"#/$defs/m\"}}},{\"$ref\":\"#/$defs/m\"}],"
                        + "\"$defs\":{\"m\":{\"$ref\":\"#\"}}}"
            })
    void a_schema_that_makes_no_sense_is_refused(String schema) {
        assertThat(refusal(schema).failure().code()).isEqualTo("invalid_schema");
    }

    @Test
    void size_and_depth_are_bounded() {
        assertThat(refusal("{\"type\":\"string\",\"maxLength\":1000000}")
                        .failure()
                        .code())
                .isEqualTo("schema_too_large");
        assertThat(refusal("{\"anyOf\":[".repeat(100) + "{\"type\":\"null\"}" + "]}".repeat(100))
                        .failure()
                        .code())
                .isEqualTo("schema_too_large");
        ObjectNode wide = NODES.objectNode().put("type", "object");
        ObjectNode properties = wide.putObject("properties");
        for (int i = 0; i < 5000; i++) {
            properties.putObject("p" + i).put("type", "null");
        }
        assertThatThrownBy(() -> SchemaToGbnf.convert(wide, PATH)).hasMessageContaining("schema_too_large");
    }

    private static GbnfReader grammar(String schema) {
        return new GbnfReader(SchemaToGbnf.convert(JSON.readTree(schema), PATH));
    }

    private static FailureException refusal(String schema) {
        JsonNode parsed = JSON.readTree(schema);
        return catchThrowableOfType(FailureException.class, () -> SchemaToGbnf.convert(parsed, PATH));
    }
}
