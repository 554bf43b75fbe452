package dev.tierway.evals.roi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShipMemoTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Pattern SCALE = Pattern.compile("(?:x|x1|x2|cx)=\"(-?[0-9.]+)\"");

    @ParameterizedTest
    @CsvSource({
        "165, 200, undecided",
        "924, 1000, ship",
        "180, 200, below_target",
        "86, 100, undecided",
        "66, 100, do_not_ship",
        "0, 1, do_not_ship",
        "50, 50, ship"
    })
    void the_verdict_comes_first(long passes, long scored, String kind) {
        Roi roi = roi(Optional.of(new Measured(passes, scored)), Optional.of(new Measured(132, 200)));
        String page = ShipMemo.of(roi, "support-bot", NOON);
        assertThat(ShipAdvice.of(roi).kind().wireName()).isEqualTo(kind);
        assertThat(page).contains("<h1 class=\"" + kind + "\">").contains("<p>support-bot · 22 November 2026</p>");
        assertThat(page.indexOf("<h1")).isLessThan(page.indexOf("<h2"));
        assertDrawnInside(page);
    }

    @Test
    void nothing_is_fetched_and_nothing_runs() {
        String page = ShipMemo.of(roi(Optional.of(new Measured(165, 200)), Optional.empty()), "a", NOON);
        assertThat(page).doesNotContain("http").doesNotContain("<script").doesNotContain("url(");
    }

    @Test
    void a_project_may_be_called_anything() {
        String page = ShipMemo.of(roi(Optional.empty(), Optional.empty()), "<b>\"R&D\"", NOON);
        assertThat(page).contains("&lt;b&gt;&quot;R&amp;D&quot;").doesNotContain("<b>");
    }

    @Test
    void before_an_eval_it_says_what_to_aim_at() {
        Roi roi = roi(Optional.empty(), Optional.empty());
        assertThat(ShipMemo.of(roi, "a", NOON))
                .contains("Nothing is measured yet")
                .contains(
                        "It breaks even when 81.48\u00a0% of cases succeed. A target of 88.0\u00a0% shows a profit: 95 of 108")
                .doesNotContain("Against people")
                .doesNotContain("Would more cases help");
    }

    @Test
    void a_case_that_costs_more_than_it_brings_never_pays() {
        Payoff dear = Tickets.payoff(Churn.EXCLUSIVE).costing(25_000_000_000L);
        Roi roi = Roi.of(new RoiQuestion(
                dear, Optional.of(new Measured(99, 100)), Optional.empty(), OptionalDouble.empty(), settings()));
        assertThat(ShipAdvice.of(roi).kind()).isEqualTo(ShipAdvice.Kind.NEVER);
        assertThat(ShipMemo.of(roi, "a", NOON)).contains("−$500,000 would be made of 100,000 cases");
    }

    @ParameterizedTest
    @CsvSource({
        "-1672000, '−$1,672,000'",
        "20, $20",
        "46.554, $46.55",
        "0.011, $0.0110",
        "0, $0",
        "-0.00001, $0",
        "0.00006, $0.0001"
    })
    void dollars_have_as_many_digits_as_count(double dollars, String text) {
        assertThat(Amounts.dollars(dollars)).isEqualTo(text);
    }

    private static Roi roi(Optional<Measured> system, Optional<Measured> people) {
        return Roi.of(new RoiQuestion(
                Tickets.payoff(Churn.EXCLUSIVE),
                system,
                people.map(it -> new HumanArm(it, 0)),
                OptionalDouble.of(0.9),
                settings()));
    }

    private static RoiQuestion.Settings settings() {
        return new RoiQuestion.Settings(List.of(0.66, 0.80, 0.85, 0.90), 0.95, 0, 108, 0.2, 1);
    }

    private static void assertDrawnInside(String page) {
        assertThat(SCALE.matcher(page).results().map(it -> Double.parseDouble(it.group(1))))
                .isNotEmpty()
                .allSatisfy(x -> assertThat(x).isBetween(0.0, 760.0));
    }
}
