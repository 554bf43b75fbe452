package dev.tierway.app.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tierway.app.config.YamlTree;
import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.evals.dataset.ConfigJson;
import dev.tierway.evals.suite.EvalPlanReader;
import dev.tierway.evals.suite.EvalSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schema and the reader know the same keys, and accept the same files. */
class EvalSchemaTest {
    private static final JsonNode SCHEMA = JsonMapper.shared().readTree(EvalSchema.text());
    private static final Schema VALIDATOR = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(EvalSchema.text(), InputFormat.JSON);

    /** No known key is near it, so that the reader lists all it knows. */
    private static final String PROBE = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {PROBE: 1}                                                   | /
                    targets: {a: {PROBE: 1}}                                     | /$defs/target_route
                    targets: {a: {http: x, PROBE: 1}}                            | /$defs/target_http
                    targets: {a: {network: x, PROBE: 1}}                         | /$defs/target_network
                    targets: {a: {recorded: x, PROBE: 1}}                        | /$defs/target_recorded
                    targets: {a: {nearest: x, PROBE: 1}}                         | /$defs/target_nearest
                    targets: {a: {messages: [{PROBE: 1}]}}                       | /$defs/target_route/properties/messages/items
                    datasets: {a: {PROBE: 1}}                                    | /$defs/dataset
                    datasets: {a: {mine: x, PROBE: 1}}                           | /$defs/dataset
                    suites: {a: {PROBE: 1}}                                      | /$defs/suite
                    suites: {a: {simulate: {PROBE: 1}}}                          | /$defs/suite/properties/simulate
                    run: {PROBE: 1}                                              | /properties/run
                    run: {cache: {PROBE: 1}}                                     | /properties/run/properties/cache
                    roi: {PROBE: 1}                                              | /properties/roi
                    gate: {PROBE: 1}                                             | /properties/gate
                    gate: {rules: [{PROBE: 1}]}                                  | /$defs/rule
                    gate: {rules: [{absolute: {PROBE: 1}}]}                      | /$defs/rule/properties/absolute
                    gate: {rules: [{non_inferior: {PROBE: 1}}]}                  | /$defs/rule/properties/non_inferior
                    gate: {rules: [{superior: {PROBE: 1}}]}                      | /$defs/rule/properties/superior
                    """)
    void every_key_of_the_reader_is_in_the_schema_and_the_other_way_round(String yaml, String definition) {
        Set<String> known = knownTo(yaml.replace("PROBE", PROBE));
        if (yaml.startsWith("targets: {a: {") && !yaml.contains("messages")) {
            // Which kind a target is, is told by these keys; the others belong to other kinds.
            known.removeAll(Set.of("http", "network", "recorded", "nearest"));
        }
        if (definition.equals("/$defs/dataset")) {
            known.addAll(yaml.contains("mine") ? Set.of("file", "format") : Set.of("mine", "approved_only"));
        }
        Set<String> published = published(definition);
        Set.of("http", "network", "recorded", "nearest").stream()
                .filter(kind -> definition.endsWith("target_" + kind))
                .forEach(known::add);
        assertThat(known).isEqualTo(published);
    }

    @Test
    void every_grader_has_the_same_keys_in_both() {
        List<String> types = new ArrayList<>();
        SCHEMA.at("/$defs/grader/properties/type/enum").forEach(type -> types.add(type.stringValue()));
        assertThat(knownTypes()).containsExactlyInAnyOrderElementsOf(types);
        for (String type : types) {
            assertThat(knownTo("graders: {a: {type: " + type + ", " + PROBE + ": 1}}"))
                    .describedAs(type)
                    .isEqualTo(published("/$defs/grader_" + type));
        }
    }

    @Test
    void the_examples_are_valid_in_both() throws IOException {
        Files.createFile(folder.resolve("train.csv"));
        Files.createFile(folder.resolve("test.csv"));
        for (Path example : examples()) {
            String yaml = Files.readString(example);
            assertThat(violations(yaml)).describedAs(example.toString()).isEmpty();
            new EvalPlanReader(YamlTree::parse, _ -> folder.toString()).read(example);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    suites: {a: {target: t, dataset: d, graders: [g], trials: 0}}
                    suites: {a: {target: t, dataset: d}}
                    targets: {a: {modell: x}}
                    targets: {a: {model: x, route: gold}}
                    graders: {a: {type: equal}}
                    graders: {a: {type: equals, pattern: x}}
                    run: {timeout: 5}
                    gate: {rules: [{metric: accuracy, at_least: 1}]}
                    gate: {rules: [{metric: pass_rate, absolute: {at_least: 0.9}}]}
                    datasets: {a: {file: x, frozen: "sha256:1"}}
                    """)
    void what_the_reader_refuses_the_schema_refuses_too(String yaml) {
        String file = "version: 1\nproject: p\n" + (yaml.startsWith("suites") ? "" : "suites: {}\n") + yaml;
        assertThat(violations(file)).isNotEmpty();
    }

    private static List<Path> examples() throws IOException {
        try (var files = Files.list(Path.of("../docs/examples/evals"))) {
            List<Path> found =
                    files.filter(it -> it.toString().endsWith("evals.yaml")).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static List<String> violations(String yaml) {
        JsonNode tree = ConfigJson.of(YamlTree.parse("evals.yaml", yaml));
        return VALIDATOR.validate(tree.toString(), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static Set<String> published(String pointer) {
        JsonNode properties = SCHEMA.at(pointer.equals("/") ? "/properties" : pointer + "/properties");
        return new TreeSet<>(properties.propertyNames());
    }

    private Set<String> knownTo(String yaml) {
        String marker = "unknown key '" + PROBE + "'; known: ";
        return problems(yaml).stream()
                .filter(it -> it.startsWith(marker))
                .map(it -> new TreeSet<>(List.of(it.substring(marker.length()).split(", "))))
                .findFirst()
                .orElseThrow();
    }

    private Set<String> knownTypes() {
        String marker = "'type' must be one of ";
        return problems("graders: {a: {type: " + PROBE + "}}").stream()
                .filter(it -> it.startsWith(marker))
                .map(it -> it.substring(marker.length(), it.indexOf(", not")))
                .map(it -> new TreeSet<>(List.of(it.split(", "))))
                .findFirst()
                .orElseThrow();
    }

    private List<String> problems(String yaml) {
        Path file = folder.resolve("evals.yaml");
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> {
            Files.writeString(file, yaml);
            new EvalPlanReader(YamlTree::parse, _ -> null).read(file);
        });
        return refused.problems().stream().map(ConfigProblem::message).toList();
    }
}
