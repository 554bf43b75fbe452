package dev.tierway.evals.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.dataset.Datasets;
import dev.tierway.evals.grader.GraderSpec;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.EvalPlanReader;
import dev.tierway.evals.suite.TargetSpec;
import dev.tierway.evals.suite.YamlNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ImportersTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void an_openai_eval_becomes_a_suite_that_reads() throws IOException {
        ImportedPlan imported = OpenAiEvalsImporter.read(JSON.readTree("""
                        {"object":"eval","id":"eval_1","name":"Ticket routing",
                         "data_source_config":{"type":"custom","schema":{}},
                         "testing_criteria":[
                          {"type":"string_check","name":"Exact match","input":"{{sample.output_text}}","reference":"{{item.label}}","operation":"eq"},
                          {"type":"string_check","name":"not","input":"{{sample.output_text}}","reference":"x","operation":"ne"},
                          {"type":"text_similarity","name":"close","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"fuzzy_match","pass_threshold":0.8},
                          {"type":"label_model","name":"tone","model":"o3-mini","labels":["kind","rude"],"passing_labels":["kind"],
                           "input":[{"role":"developer","content":"Label the tone."},{"role":"user","content":{"type":"input_text","text":"{{sample.output_text}}"}}]},
                          {"type":"score_model","name":"score","model":"gpt-4.1","range":[1,7],"pass_threshold":5,"input":[{"role":"user","content":"Rate {{sample.output_text}} for ${price}"}]},
                          {"type":"python","name":"code","source":"def grade(sample, item):\\n    return 1.0\\n","pass_threshold":0.5}]}
                        """), JSON.readTree("""
                        {"data_source":{"type":"completions","model":"gpt-4.1-mini","sampling_params":{"temperature":0,"max_completions_tokens":20},
                         "input_messages":{"type":"template","template":[{"role":"developer","content":"Route it."},{"role":"user","content":"{{item.text}}"}]},
                         "source":{"type":"file_content","content":[{"item":{"text":"where is it","label":"card"}},{"item":{"text":"how much","label":"balance"}}]}}}
                        """), List.of());
        EvalPlan plan = written(imported);

        assertThat(plan.project()).isEqualTo("Ticket routing");
        assertThat(plan.graders().keySet()).containsExactly("Exact-match", "close", "tone", "score", "code");
        assertThat(plan.graders().get("score")).isInstanceOfSatisfying(GraderSpec.Rubric.class, rubric -> {
            assertThat(rubric.lowest()).isEqualTo(1);
            assertThat(rubric.passAt()).isEqualTo(5);
        });
        assertThat(plan.targets().get("gpt-4.1-mini")).isInstanceOfSatisfying(TargetSpec.Route.class, route -> {
            assertThat(route.messages()).extracting(TargetSpec.Message::role).containsExactly("developer", "user");
            assertThat(route.parameters().toString()).isEqualTo("{\"temperature\":0,\"max_completion_tokens\":20}");
        });
        assertThat(cases(plan, "items")).hasSize(2);
        assertThat(imported.notes())
                .anyMatch(it -> it.startsWith("criterion 'not' (string_check) is left out"))
                .anyMatch(it -> it.startsWith("grader 'code' runs code.py on this machine"));
    }

    @Test
    void recorded_samples_of_an_openai_run_become_a_recorded_target() throws IOException {
        ImportedPlan imported = OpenAiEvalsImporter.read(
                JSON.readTree("""
                        {"name":"r","testing_criteria":[{"type":"multi","name":"both","calculate_output":"(a+b)/2","graders":{
                          "a":{"type":"string_check","input":"{{sample.output_text}}","reference":"{{item.y}}","operation":"ilike"},
                          "b":{"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.y}}","evaluation_metric":"bleu","pass_threshold":0.2}}}]}
                        """),
                JSON.missingNode(),
                List.of(JSON.readTree("{\"item\":{\"y\":\"a\"},\"sample\":{\"output_text\":\"A\"}}")));
        EvalPlan plan = written(imported);
        assertThat(plan.targets().get("recorded")).isInstanceOf(TargetSpec.Recorded.class);
        assertThat(plan.suites().values())
                .singleElement()
                .satisfies(suite -> assertThat(suite.graders()).containsExactly("both"));
        assertThat(imported.notes()).anyMatch(it -> it.contains("its formula '(a+b)/2' is left out"));
    }

    @Test
    void a_promptfoo_configuration_becomes_suites_that_read() throws IOException {
        JsonNode config = JSON.readTree("""
                {"description":"capitals","prompts":["Where is {{city}}?","Say where {{ city | upper }} lies."],
                 "providers":["openai:chat:gpt-4o-mini",{"id":"anthropic:messages:claude","config":{"temperature":0,"apiKeyEnvar":"X"}},"exec:./run.sh"],
                 "defaultTest":{"assert":[{"type":"latency","threshold":3000}]},
                 "outputPath":"out.json",
                 "tests":[
                  {"vars":{"city":"Paris"},"assert":[{"type":"icontains","value":"france"},{"type":"llm-rubric","value":"names the land of {{city}}"}]},
                  {"vars":{"city":"Bern"},"assert":[{"type":"icontains","value":"Switzerland"},{"type":"llm-rubric","value":"is short"}]},
                  {"vars":{"city":"Oslo"},"assert":[{"type":"contains-any","value":["Norway","Norge"]},{"type":"javascript","value":"output.length < 9"}]}]}
                """);
        EvalPlan plan = written(PromptfooImporter.read(config, folder));

        assertThat(plan.targets()).hasSize(4).containsKeys("gpt-4o-mini", "gpt-4o-mini-2", "claude", "claude-2");
        assertThat(plan.suites()).hasSize(2);
        assertThat(plan.suites().firstEntry().getValue().graders())
                .containsExactly("latency", "icontains", "llm-rubric");
        List<Case> first = cases(plan, plan.suites().firstEntry().getValue().dataset());
        assertThat(first).hasSize(2);
        assertThat(first.getFirst().item().path("asserted_llm_rubric").stringValue())
                .isEqualTo("names the land of Paris");
        assertThat(PromptfooImporter.read(config, folder).notes())
                .contains("provider 'exec:./run.sh' is left out: only models behind a gateway are targets")
                .contains("'outputPath' is left out")
                .contains("test 3: the assertion 'javascript' is left out")
                .anyMatch(it -> it.startsWith("'{{city | upper}}' is left as text"))
                .anyMatch(it -> it.startsWith("setting 'apiKeyEnvar' of provider"));
    }

    @Test
    void promptfoo_tests_in_a_table_are_read() throws IOException {
        Files.writeString(folder.resolve("more.csv"), "city,__expected\nRome,contains: Italy\nBern,Switzerland\n");
        JsonNode config = JSON.readTree(
                "{\"providers\":\"openai:gpt-4o\",\"prompts\":\"{{city}}\",\"tests\":\"file://more.csv\"}");
        EvalPlan plan = written(PromptfooImporter.read(config, folder));
        assertThat(plan.graders().keySet()).containsExactly("contains", "equals");
        assertThat(plan.suites()).hasSize(2);
    }

    @Test
    void plain_rows_become_a_suite_to_begin_with() throws IOException {
        ObjectNode row = JSON.createObjectNode().put("question", "2+2?").put("ideal", "4");
        EvalPlan plan = written(JsonlImporter.read("sums.jsonl", List.of(row)));
        Case only = cases(plan, "cases").getFirst();
        assertThat(only.input().stringValue()).isEqualTo("2+2?");
        assertThat(only.expected().stringValue()).isEqualTo("4");
    }

    @Test
    void what_is_no_suite_is_refused_plainly() {
        assertThatThrownBy(() -> OpenAiEvalsImporter.read(JSON.readTree("{}"), JSON.missingNode(), List.of()))
                .hasMessageContaining("this is no eval");
        assertThatThrownBy(() -> PromptfooImporter.read(JSON.readTree("{}"), folder))
                .hasMessageContaining("this is no promptfoo configuration");
        assertThatThrownBy(() ->
                        JsonlImporter.read("x", List.of(JSON.createObjectNode().put("a", 1))))
                .hasMessageContaining("no field is called one of input");
    }

    private EvalPlan written(ImportedPlan plan) throws IOException {
        for (Map.Entry<String, String> file : plan.files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        return new EvalPlanReader(YamlNodes::parse, _ -> null).read(folder.resolve("evals.yaml"));
    }

    private static List<Case> cases(EvalPlan plan, String dataset) {
        List<Case> cases = new ArrayList<>();
        try (CaseStream stream = Datasets.open(plan.dataset(dataset))) {
            stream.forEachRemaining(cases::add);
        }
        return cases;
    }
}
