package dev.tierway.app.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RoiCommandTest {
    private static final String TICKETS =
            "--cases 100000 --gain-success 20 --cost-escalation 40 --churn-rate 0.05 --churn-cost 1000";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Exception> failures = new ArrayList<>();
    private final Terminal terminal = new Terminal(print(out), print(new ByteArrayOutputStream()), false, Map.of());

    @Test
    void the_support_desk_breaks_even_at_81_and_a_half_percent() {
        JsonNode json = JsonMapper.shared().readTree(roi(TICKETS + " --churn exclusive --json"));
        assertThat(json.get("break_even").asDouble()).isEqualTo(88.0 / 108);
        List<Double> profits = new ArrayList<>();
        json.get("table").forEach(row -> profits.add(row.get("profit_usd").asDouble()));
        assertThat(profits).containsExactly(-1_672_000.0, -160_000.0, 380_000.0, 920_000.0);
        assertThat(json.get("advice").asString()).isEqualTo("unmeasured");
    }

    @Test
    void churn_on_top_of_the_escalation_costs_more() {
        String text = roi(TICKETS + " --churn additive");
        assertThat(text)
                .contains("break-even        81.82 %")
                .contains("−$1,740,000")
                .contains("$900,000");
    }

    @Test
    void a_pilot_that_straddles_the_break_even_is_not_decided() {
        String text = roi(TICKETS + " --passes 165 --scored 200 --human-passes 132 --human-scored 200");
        assertThat(text)
                .startsWith("Not decided: measure more")
                .contains("82.5 % [76.6, 87.1] of 200 cases succeeded")
                .contains("81.48 %")
                .containsPattern("About 5,[0-9]{3} cases would decide")
                .contains("people  66.0 %");
    }

    @Test
    void the_business_case_of_a_suite_file_is_the_default(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("questions.csv"), "text,category\nWhere is my card?,card_arrival\n");
        Path suite = folder.resolve("evals.yaml");
        Files.writeString(suite, """
                version: 1
                project: support <desk>
                targets:
                  desk: {model: assistant}
                datasets:
                  questions: {file: questions.csv, input: text, expected: category}
                graders:
                  exact: {type: equals}
                suites:
                  routing: {target: desk, dataset: questions, graders: [exact]}
                roi: {cases: 100000, gain_success: 20, cost_escalation: 40, churn_rate: 0.05, churn_cost: 1000, churn: additive}
                """);
        assertThat(roi("-c " + suite)).contains("81.82 %");
        Path memo = folder.resolve("memo.html");
        assertThat(roi("-c " + suite + " --churn exclusive --passes 92 --scored 100 --memo " + memo))
                .contains("81.48 %");
        assertThat(Files.readString(memo))
                .contains("<h1 class=\"ship\">Ship: it makes money</h1>")
                .contains("support &lt;desk&gt; · 24 July 2026")
                .contains("<svg class=\"tornado ")
                .doesNotContain("http");
    }

    @Test
    void a_target_that_is_not_shown_is_said() {
        assertThat(roi(TICKETS + " --passes 180 --scored 200 --target 90%"))
                .startsWith("It makes money, and the agreed target is not shown");
        assertThat(roi(TICKETS + " --passes 60 --scored 100")).startsWith("Do not ship: it loses money");
    }

    @Test
    void what_is_missing_or_impossible_is_named() {
        assertThat(refused(new RoiCommand(terminal, Instant::now), "--cases 10 --gain-success 20"))
                .isEqualTo("give --cost-escalation, or -c with a suite file that has a roi: block");
        assertThat(refused(new RoiCommand(terminal, Instant::now), TICKETS + " --passes 10"))
                .isEqualTo("--passes and --scored belong together");
        assertThat(refused(new RoiCommand(terminal, Instant::now), TICKETS + " --passes 10 --scored 9"))
                .isEqualTo("--passes 10 of --scored 9 is no rate");
        assertThat(refused(new RoiCommand(terminal, Instant::now), TICKETS.replace("0.05", "5")))
                .isEqualTo("--churn-rate must be a share, like 0.05 or 5%, not '5'");
    }

    @Test
    void sample_sizes_are_planned() {
        String line = "--baseline .87 --effect .03 --discordance .10 --target .8148 --rate .9";
        assertThat(power(line))
                .contains("870 cases in two runs over the same cases find a change of 3.0 %")
                .contains("1,774 cases in each of two runs over different cases tell 87.0 % from 90.0 %")
                .contains("108 cases show that a true 90.0 % is above 81.48 %, when 95 or more pass");
        JsonNode json = JsonMapper.shared().readTree(power(line + " --json"));
        assertThat(json.get("paired_cases").asLong()).isEqualTo(870);
        assertThat(json.get("target_passes").asLong()).isEqualTo(95);
        assertThat(power("--cases 870 --discordance .10")).contains("a change of 3.0 % or more");
        assertThat(power("--baseline .9 --effect .24 --unpaired")).startsWith("46 cases in each");
    }

    @Test
    void plans_that_cannot_be_are_refused() {
        assertThat(refused(new PowerCommand(terminal), "--alpha .05")).startsWith("give --baseline with --effect");
        assertThat(refused(new PowerCommand(terminal), "--effect .2 --discordance .1"))
                .contains("discordance");
        assertThat(refused(new PowerCommand(terminal), "--target .9 --rate .8")).contains("never shows");
    }

    private String roi(String line) {
        return run(new RoiCommand(terminal, () -> Instant.parse("2026-07-24T12:00:00Z")), line);
    }

    private String power(String line) {
        return run(new PowerCommand(terminal), line);
    }

    private String run(Callable<Integer> command, String line) {
        out.reset();
        execute(command, line);
        assertThat(failures).isEmpty();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String refused(Callable<Integer> command, String line) {
        failures.clear();
        execute(command, line);
        assertThat(failures).singleElement().isInstanceOf(UsageException.class);
        return String.valueOf(failures.removeFirst().getMessage());
    }

    private void execute(Callable<Integer> command, String line) {
        new CommandLine(command)
                .setExecutionExceptionHandler((failed, _, _) -> {
                    failures.add(failed);
                    return 1;
                })
                .setParameterExceptionHandler((wrong, _) -> {
                    failures.add(wrong);
                    return 1;
                })
                .execute(line.split(" ", -1));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
