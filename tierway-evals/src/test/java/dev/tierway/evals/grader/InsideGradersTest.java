package dev.tierway.evals.grader;

import static dev.tierway.evals.grader.Evidences.inside;
import static dev.tierway.evals.grader.Evidences.state;
import static dev.tierway.evals.grader.Evidences.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.evals.grader.GraderSpec.ToolCalls.Arguments;
import dev.tierway.evals.grader.GraderSpec.ToolCalls.Match;
import java.util.List;
import org.junit.jupiter.api.Test;

class InsideGradersTest {
    private static final String TWO =
            "{'tool_calls': [{'name': 'find', 'arguments': {'id': 7}}, {'name': 'refund', 'arguments': {'id': 7, 'amount': 23.00}}]}";

    @Test
    void the_right_intent_passes() throws InterruptedException {
        GraderSpec spec = new GraderSpec.Intent("i", "$.route.intent", "{{expected.intent}}");

        assertThat(verdict(spec, inside("{'route': {'intent': 'refund'}}", "{'intent': 'refund'}")))
                .isEqualTo(Verdict.PASS);
        Grade grade = Evidences.grader(spec).grade(inside("{'route': {'intent': 'plan'}}", "{'intent': 'refund'}"));
        assertThat(grade.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(grade.reason()).contains("refund").contains("plan");
    }

    @Test
    void the_same_calls_pass_in_any_order_unless_order_counts() throws InterruptedException {
        String reversed =
                "{'tool_calls': [{'name': 'refund', 'arguments': {'amount': 23, 'id': 7}}, {'name': 'find', 'arguments': {'id': 7}}]}";

        assertThat(verdict(tools(Match.EXACT, Arguments.EXACT, false), inside(TWO, reversed)))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(tools(Match.EXACT, Arguments.EXACT, true), inside(TWO, reversed)))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict(tools(Match.EXACT, Arguments.EXACT, true), inside(TWO, TWO)))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void amounts_in_arguments_are_exact() throws InterruptedException {
        String wanted = "{'tool_calls': [{'name': 'refund', 'arguments': {'amount': 23}}]}";
        GraderSpec spec = tools(Match.SUPERSET, Arguments.SUBSET, false);

        assertThat(verdict(spec, inside(TWO, wanted))).isEqualTo(Verdict.PASS);
        assertThat(verdict(spec, inside(TWO.replace("23.00", "22.99"), wanted))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void subset_and_superset_say_which_side_may_have_more() throws InterruptedException {
        String one = "{'tool_calls': ['find']}";

        assertThat(verdict(tools(Match.SUPERSET, Arguments.IGNORE, false), inside(TWO, one)))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(tools(Match.SUBSET, Arguments.IGNORE, false), inside(TWO, one)))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict(tools(Match.SUBSET, Arguments.IGNORE, false), inside(one, TWO)))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void f1_is_the_score() throws InterruptedException {
        Grade grade = Evidences.grader(new GraderSpec.ToolCalls(
                        "t", "{{expected.tool_calls}}", Match.F1, Arguments.IGNORE, false, 0.6))
                .grade(inside("{'tool_calls': ['find']}", TWO));

        assertThat(grade.verdict()).isEqualTo(Verdict.PASS);
        assertThat(grade.score()).hasValue(2.0 / 3);
    }

    @Test
    void arguments_as_text_in_openais_form_are_read() throws InterruptedException {
        String openai =
                "{'tool_calls': [{'type': 'function', 'function': {'name': 'refund', 'arguments': '{\\'amount\\': 23}'}}]}";

        assertThat(verdict(
                        tools(Match.EXACT, Arguments.EXACT, false),
                        inside(openai, "{'tool_calls': [{'name': 'refund', 'arguments': {'amount': 23.0}}]}")))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void loose_arguments_are_paired_so_that_most_fit() throws InterruptedException {
        String wanted = "{'tool_calls': [{'name': 'a', 'arguments': {}}, {'name': 'a', 'arguments': {'x': 1}}]}";
        String made = "{'tool_calls': [{'name': 'a', 'arguments': {'x': 1}}, {'name': 'a', 'arguments': {'x': 2}}]}";

        assertThat(verdict(tools(Match.EXACT, Arguments.SUBSET, false), inside(made, wanted)))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void no_calls_where_none_are_wanted_pass_and_unknown_ones_are_unscored() throws InterruptedException {
        GraderSpec spec = tools(Match.EXACT, Arguments.EXACT, false);

        assertThat(verdict(spec, inside("{'tool_calls': []}", "{'tool_calls': []}")))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(spec, inside("{}", "{'tool_calls': []}"))).isEqualTo(Verdict.UNSCORED);
    }

    @Test
    void a_refund_of_a_cent_less_fails() throws InterruptedException {
        GraderSpec spec = new GraderSpec.State("s", "$.refunds[0].amount", "{{expected.amount}}", List.of());

        assertThat(verdict(spec, state("{'refunds': [{'amount': 23}]}", "{'amount': 23.00}")))
                .isEqualTo(Verdict.PASS);
        Grade grade = Evidences.grader(spec).grade(state("{'refunds': [{'amount': 22.99}]}", "{'amount': 23}"));
        assertThat(grade.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(grade.reason()).contains("wanted 23").contains("found 22.99");
        assertThat(verdict(spec, state("{'refunds': []}", "{'amount': 23}"))).isEqualTo(Verdict.FAIL);
        assertThat(verdict(spec, inside("{}", "{'amount': 23}"))).isEqualTo(Verdict.UNSCORED);
    }

    @Test
    void an_amount_written_in_the_suite_file_is_a_number() throws InterruptedException {
        GraderSpec spec = new GraderSpec.State("s", "$.refund", "23", List.of());

        assertThat(verdict(spec, state("{'refund': 23.00}", "''"))).isEqualTo(Verdict.PASS);
        assertThat(verdict(spec, state("{'refund': 22.99}", "''"))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_whole_state_may_differ_where_it_is_told() throws InterruptedException {
        String expected = "{'state': {'order': {'status': 'returned', 'at': 1}}}";
        GraderSpec spec = new GraderSpec.State("s", "$", "{{expected.state}}", List.of("at"));

        assertThat(verdict(spec, state("{'order': {'status': 'returned', 'at': 2}}", expected)))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(spec, state("{'order': {'status': 'open', 'at': 1}}", expected)))
                .isEqualTo(Verdict.FAIL);
    }

    private static GraderSpec tools(Match match, Arguments arguments, boolean inOrder) {
        return new GraderSpec.ToolCalls("t", "{{expected.tool_calls}}", match, arguments, inOrder, 1);
    }
}
