package dev.tierway.evals.grader;

import static dev.tierway.evals.grader.Evidences.answer;
import static dev.tierway.evals.grader.Evidences.inside;
import static dev.tierway.evals.grader.Evidences.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.evals.grader.GraderSpec.TextRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextGradersTest {
    private static final TextRule FOLDED = new TextRule(true, true);

    @Test
    void an_answer_equals_one_of_what_is_right() throws InterruptedException {
        GraderSpec exact = equal(GraderSpec.OUTPUT, TextRule.EXACT, GraderSpec.EXPECTED);

        assertThat(verdict(exact, answer("card_arrival", "'card_arrival'"))).isEqualTo(Verdict.PASS);
        assertThat(verdict(exact, answer("Card_arrival\n", "'card_arrival'"))).isEqualTo(Verdict.FAIL);
        assertThat(verdict(equal(GraderSpec.OUTPUT, FOLDED, GraderSpec.EXPECTED), answer("Yes\n", "['no', 'yes']")))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void what_the_dataset_does_not_say_is_unscored() throws InterruptedException {
        GraderSpec spec = equal(GraderSpec.OUTPUT, TextRule.EXACT, "{{expected.intent}}");

        Grade grade = Evidences.grader(spec).grade(answer("yes", "{}"));

        assertThat(grade.verdict()).isEqualTo(Verdict.UNSCORED);
        assertThat(grade.reason()).contains("expected.intent");
        assertThat(grade.score()).isEmpty();
    }

    @Test
    void a_number_equals_the_same_number_written_otherwise() throws InterruptedException {
        GraderSpec spec = equal("{{sample.output_json.amount}}", TextRule.EXACT, "{{expected.amount}}");

        assertThat(verdict(spec, answer("```json\n{\"amount\": 23.00}\n```", "{'amount': 23}")))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(spec, answer("{\"amount\": 22.99}", "{'amount': 23}")))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void an_answer_that_is_no_json_fails_where_json_was_asked_for() throws InterruptedException {
        GraderSpec spec = equal("{{sample.output_json.amount}}", TextRule.EXACT, "{{expected.amount}}");

        assertThat(verdict(spec, answer("twenty-three", "{'amount': 23}"))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_path_looks_inside_and_says_so() throws InterruptedException {
        GraderSpec spec = equal("$.route.intent", TextRule.EXACT, GraderSpec.EXPECTED);

        assertThat(Evidences.grader(spec).looksInside()).isTrue();
        assertThat(verdict(spec, inside("{'route': {'intent': 'refund'}}", "'refund'")))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(spec, inside("{}", "'refund'"))).isEqualTo(Verdict.UNSCORED);
    }

    @Test
    void what_a_caller_sees_is_not_inside() {
        assertThat(Evidences.grader(equal("{{sample.transcript}}", TextRule.EXACT, "yes"))
                        .looksInside())
                .isFalse();
        assertThat(Evidences.grader(equal("{{sample.tool_calls}}", TextRule.EXACT, "yes"))
                        .looksInside())
                .isTrue();
    }

    @Test
    void contains_all_one_and_none() throws InterruptedException {
        GraderSpec spec = new GraderSpec.Contains(
                "c",
                GraderSpec.OUTPUT,
                List.of("refund", "{{expected.amount}}"),
                List.of("today", "tomorrow"),
                List.of("sorry"),
                FOLDED);

        assertThat(verdict(spec, answer("Your REFUND of 23 comes tomorrow", "{'amount': 23}")))
                .isEqualTo(Verdict.PASS);
        Grade grade = Evidences.grader(spec).grade(answer("Sorry, no refund", "{'amount': 23}"));
        assertThat(grade.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(grade.reason()).contains("'23' is missing").contains("today").contains("'sorry' must not");
    }

    @Test
    void a_pattern_matches_a_part_or_all_or_must_not() throws InterruptedException {
        assertThat(verdict(regex("[0-9]+ USD", false, false), answer("that is 23 USD", "''")))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(regex("[0-9]+ USD", true, false), answer("that is 23 USD", "''")))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict(regex("as an ai", false, true), answer("As an AI, I", "''")))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_pattern_that_backtracks_elsewhere_takes_linear_time_here() throws InterruptedException {
        assertThat(verdict(regex("(a+)+$", true, false), answer("a".repeat(50_000) + "b", "''")))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_broken_pattern_is_told_by_name() {
        assertThatThrownBy(() -> Evidences.grader(regex("(", false, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("grader 'r'")
                .hasMessageContaining("RE2");
    }

    @Test
    void an_answer_keeps_to_a_schema() throws InterruptedException {
        GraderSpec spec = new GraderSpec.JsonSchema("s", GraderSpec.OUTPUT, """
                {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "number", "minimum": 0}}}""");

        assertThat(verdict(spec, answer("{\"amount\": 3}", "''"))).isEqualTo(Verdict.PASS);
        assertThat(verdict(spec, answer("{\"amount\": -3}", "''"))).isEqualTo(Verdict.FAIL);
        assertThat(verdict(spec, answer("{\"amount\": ", "''"))).isEqualTo(Verdict.FAIL);
        assertThat(verdict(spec, answer("no idea", "''"))).isEqualTo(Verdict.FAIL);
        assertThat(verdict(spec, answer("", "''"))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_pattern_of_a_schema_takes_no_more_time_than_the_text_is_long() throws InterruptedException {
        GraderSpec spec = new GraderSpec.JsonSchema("s", GraderSpec.OUTPUT, """
                {"properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}""");

        assertThat(verdict(spec, answer("{\"a\": \"" + "a".repeat(200) + "!\"}", "''")))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_schema_does_not_reach_out() {
        GraderSpec spec =
                new GraderSpec.JsonSchema("s", GraderSpec.OUTPUT, "{\"$ref\": \"http://127.0.0.1:9/schema.json\"}");

        assertThatThrownBy(() -> Evidences.grader(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("grader 's'");
    }

    private static GraderSpec equal(String actual, TextRule rule, String... wanted) {
        return new GraderSpec.Equal("e", actual, List.of(wanted), rule);
    }

    private static GraderSpec regex(String pattern, boolean whole, boolean absent) {
        return new GraderSpec.Regex("r", GraderSpec.OUTPUT, pattern, whole, true, absent);
    }
}
