package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tierway.evals.stats.PairVerdict.Side;
import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recorded verdicts of judges against labels of people, LLMBar's pairs, and against themselves, MT-Bench's scores. */
class RecordedJudgesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern RATING = Pattern.compile("\\[\\[(\\d+(?:\\.\\d+)?)]]");

    /** The plain prompt on the two of LLMBar's five subsets that are at hand: 234 of its 419 pairs. */
    @ParameterizedTest
    @CsvSource({
        "GPT-4,   0.859, 0.940, 0.882, 0.509, 0.421, 0",
        "ChatGPT, 0.459, 0.714, 0.443, 0.613, 0.682, 0",
        "LLaMA2,  0.485, 0.782, 0.481, 0.524, 0.749, 0",
        "PaLM2,   0.720, 0.724, 0.804, 0.560, 0.494, 2",
        "Falcon,  0.605, 0.466, 0.725, 0.759, 0.545, 0"
    })
    void judges_differ_in_how_far_they_can_be_trusted(
            String judge,
            double accuracy,
            double same,
            double accuracyWhenSame,
            double firstPosition,
            double picksLonger,
            long unscored)
            throws IOException {
        PairwiseReliability found = PairwiseReliability.of(verdicts(judge, ""), 0.95);
        assertThat(found.scored() + found.unscored()).isEqualTo(234);
        assertThat(found.unscored()).isEqualTo(unscored);
        assertThat(estimate(found.accuracy())).isCloseTo(accuracy, within(0.001));
        assertThat(estimate(found.same())).isCloseTo(same, within(0.001));
        assertThat(estimate(found.accuracyWhenSame())).isCloseTo(accuracyWhenSame, within(0.001));
        assertThat(estimate(found.firstPosition())).isCloseTo(firstPosition, within(0.001));
        assertThat(estimate(found.picksLonger())).isCloseTo(picksLonger, within(0.001));
    }

    @ParameterizedTest
    @CsvSource({
        "GPT-4, Natural, 100, 95, 96, 5",
        "ChatGPT, Natural, 100, 80, 83, 29",
        "ChatGPT, Neighbor, 134, 30, 22, 38"
    })
    void each_order_is_counted_as_it_was_recorded(
            String judge, String subset, int pairs, int right, int rightSwapped, int flips) throws IOException {
        List<PairVerdict> verdicts = verdicts(judge, subset);
        assertThat(verdicts).hasSize(pairs);
        assertThat(verdicts.stream().filter(it -> it.given().equals(it.gold()))).hasSize(right);
        assertThat(verdicts.stream().filter(it -> it.swapped().equals(it.gold())))
                .hasSize(rightSwapped);
        assertThat(verdicts.stream().filter(it -> !it.same())).hasSize(flips);
    }

    /**
     * All 419 pairs: the counts here and those that LLMBar publishes for its other three subsets (GPTInst, GPTOut,
     * Manual).
     *
     * @param right single verdicts that are people's, of the other 185 pairs
     * @param same pairs with one winner in both orders, of these
     * @param sameRight of them, those whose winner is people's
     */
    @ParameterizedTest
    @CsvSource({"GPT-4, 306, 169, 145, 0.845, 0.928, 0.871", "ChatGPT, 120, 109, 22, 0.400, 0.659, 0.348"})
    void pooled_over_all_subsets(
            String judge, int right, int same, int sameRight, double accuracy, double agreement, double whenSame)
            throws IOException {
        List<PairVerdict> here = verdicts(judge, "");
        long rightHere = here.stream()
                        .filter(it -> it.given().equals(it.gold()))
                        .count()
                + here.stream().filter(it -> it.swapped().equals(it.gold())).count();
        long sameHere = here.stream().filter(PairVerdict::same).count();
        long sameRightHere = here.stream()
                .filter(it -> it.same() && it.given().equals(it.gold()))
                .count();
        assertThat((rightHere + right) / 838.0).isCloseTo(accuracy, within(0.001));
        assertThat((sameHere + same) / 419.0).isCloseTo(agreement, within(0.001));
        assertThat((double) (sameRightHere + sameRight) / (sameHere + same)).isCloseTo(whenSame, within(0.001));
    }

    @Test
    void a_judge_that_agrees_with_itself_need_not_agree_with_people() throws IOException {
        PairwiseReliability chatGpt = PairwiseReliability.of(verdicts("ChatGPT", "Neighbor"), 0.95);
        assertThat(estimate(chatGpt.same())).isGreaterThan(0.7);
        assertThat(chatGpt.accuracyWhenSame().orElseThrow().high()).isLessThan(0.5);
    }

    @Test
    void at_equal_length_a_judge_that_likes_long_answers_finds_the_right_one_more_often() throws IOException {
        List<LengthControl.Pair> pairs = new ArrayList<>();
        for (PairVerdict pair : verdicts("ChatGPT", "Neighbor")) {
            boolean firstIsGold = pair.gold().equals(Optional.of(Side.FIRST));
            int gold = firstIsGold ? pair.firstLength() : pair.secondLength();
            int other = firstIsGold ? pair.secondLength() : pair.firstLength();
            for (Optional<Side> winner : List.of(pair.given(), pair.swapped())) {
                pairs.add(new LengthControl.Pair(winner.equals(pair.gold()) ? 1 : 0, gold, other));
            }
        }
        LengthControl control = LengthControl.of(pairs, 0.95);
        assertThat(control.beta()).isGreaterThan(2 * control.betaError());
        assertThat(control.controlled().estimate()).isGreaterThan(control.raw());
    }

    @Test
    void every_recorded_score_is_the_rating_in_its_text() throws IOException {
        List<JsonNode> rows = rows("routellm/mt_bench_judgements.jsonl");
        int parsed = 0;
        int agreeing = 0;
        for (JsonNode row : rows) {
            Matcher rating = RATING.matcher(row.required("judgment").asString());
            if (rating.find()) {
                parsed++;
                double score = Double.parseDouble(row.required("score").asString());
                agreeing += Double.parseDouble(rating.group(1)) == score && !rating.find() ? 1 : 0;
            }
        }
        assertThat(rows).hasSize(320);
        assertThat(parsed).isEqualTo(320);
        assertThat(agreeing).isEqualTo(320);
    }

    private static double estimate(Optional<Interval> interval) {
        return interval.orElseThrow().estimate();
    }

    private static List<PairVerdict> verdicts(String judge, String subset) throws IOException {
        Map<String, JsonNode> pairs = new HashMap<>();
        for (String file : List.of("Natural", "Neighbor")) {
            rows("llmbar/" + file + ".jsonl")
                    .forEach(row -> pairs.put(row.required("id").asString(), row));
        }
        List<PairVerdict> verdicts = new ArrayList<>();
        for (JsonNode row : rows("llmbar/judgements.jsonl")) {
            String id = row.required("id").asString();
            JsonNode pair = pairs.get(id);
            if (pair != null
                    && id.startsWith(subset)
                    && row.required("judge").asString().equals(judge)
                    && row.required("prompt").asString().equals("Vanilla")) {
                verdicts.add(new PairVerdict(
                        side(row, "label"),
                        side(row, "winner"),
                        side(row, "winner_swapped"),
                        pair.required("output_1").asString().length(),
                        pair.required("output_2").asString().length()));
            }
        }
        return verdicts;
    }

    private static Optional<Side> side(JsonNode row, String field) {
        JsonNode winner = row.required(field);
        return winner.isNull()
                ? Optional.empty()
                : Optional.of(winner.asString().equals("1") ? Side.FIRST : Side.SECOND);
    }

    private static List<JsonNode> rows(String path) throws IOException {
        Optional<Path> file = SharedData.find(path);
        assumeTrue(file.isPresent(), "no " + path + "; see TIERWAY_TEST_DATA");
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file.orElseThrow())) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }
}
