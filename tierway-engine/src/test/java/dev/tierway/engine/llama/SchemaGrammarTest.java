package dev.tierway.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.engine.text.GrammarMatcher;
import dev.tierway.engine.text.RandomSchemas;
import dev.tierway.engine.text.SchemaCheck;
import dev.tierway.engine.text.SchemaToGbnf;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The grammars made from schemas, as the native library understands them. */
class SchemaGrammarTest {
    private static LlamaModel model;
    private static int end;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = TinyLlama.load(folder);
        end = IntStream.range(0, model.vocabularySize())
                .filter(model::endsGeneration)
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void the_library_accepts_exactly_the_valid_instances(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            ObjectNode schema = RandomSchemas.schema(random, 3);
            SchemaCheck check = new SchemaCheck(schema);
            JsonNode instance = RandomSchemas.instance(schema, random);
            JsonNode mutated = RandomSchemas.mutated(instance, random);
            String grammar = SchemaToGbnf.convert(schema, "schema");
            assertThat(accepts(grammar, instance.toString()))
                    .as("%s for %s", instance, schema)
                    .isTrue();
            assertThat(accepts(grammar, mutated.toString()))
                    .as("%s for %s", mutated, schema)
                    .isEqualTo(check.valid(mutated));
        }
    }

    @Test
    void the_largest_repetition_and_recursion_are_within_its_limits() {
        JsonMapper json = new JsonMapper();
        JsonNode schema = json.readTree("""
                {"type":"object","properties":{
                  "long":{"type":"string","maxLength":1999},
                  "list":{"type":"array","items":{"$ref":"#"},"maxItems":1999}},
                 "required":["long","list"]}
                """);
        String grammar = SchemaToGbnf.convert(schema, "schema");
        assertThat(accepts(grammar, "{\"long\":\"" + "a".repeat(1999) + "\",\"list\":[{\"long\":\"\",\"list\":[]}]}"))
                .isTrue();
        assertThat(accepts(grammar, "{\"long\":\"" + "a".repeat(2000) + "\",\"list\":[]}"))
                .isFalse();
    }

    @Test
    void json_mode_accepts_objects_only() {
        assertThat(accepts(SchemaToGbnf.anyObject(), "{\"a\": [1, {\"b\": null}], \"c\": \"\\u00e9\"}"))
                .isTrue();
        assertThat(accepts(SchemaToGbnf.anyObject(), "[]")).isFalse();
        assertThat(accepts(SchemaToGbnf.anyObject(), "{\"a\":}")).isFalse();
    }

    private static boolean accepts(String gbnf, String text) {
        try (GrammarMatcher grammar = model.grammar(gbnf)) {
            for (int token : model.tokenize(text, false)) {
                if (!grammar.allows(token)) {
                    return false;
                }
                grammar.accept(token);
            }
            return grammar.allows(end);
        }
    }
}
