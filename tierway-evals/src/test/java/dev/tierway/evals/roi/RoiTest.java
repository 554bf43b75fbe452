package dev.tierway.evals.roi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.evals.stats.Decision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;

class RoiTest {
    private static final Payoff TICKETS = Tickets.payoff(Churn.EXCLUSIVE);
    private static final RoiQuestion.Settings SETTINGS =
            new RoiQuestion.Settings(List.of(0.66, 0.80, 0.85, 0.90), 0.95, 0, 108, 0.2, 7);

    @Test
    void an_eval_of_108_must_show_95_successes() {
        TargetProposal target = TargetProposal.of(TICKETS, 108, 0, 0.95).orElseThrow();
        assertThat(target.passes()).isEqualTo(95);
        assertThat(target.target()).isCloseTo(0.88, within(0.0005));
        assertThat(TargetProposal.of(TICKETS, 108, 0.02, 0.95).orElseThrow().passes())
                .isGreaterThan(95);
    }

    @Test
    void an_eval_that_is_too_small_has_no_target() {
        assertThat(TargetProposal.of(TICKETS, 10, 0, 0.95)).isEmpty();
        assertThat(TargetProposal.of(TICKETS, 100, 0.2, 0.95)).isEmpty();
    }

    @Test
    void the_odds_of_a_profit_are_those_of_a_rate_above_the_break_even() {
        ProfitOdds odds = ProfitOdds.of(TICKETS, new Measured(165, 200), new SplittableRandom(1));
        double exact = BetaDistribution.of(165.5, 35.5).survivalProbability(88.0 / 108);
        assertThat(odds.probability()).isCloseTo(exact, within(0.001));
        assertThat(odds.low()).isNegative();
        assertThat(odds.high()).isPositive();
        assertThat(odds.median()).isBetween(odds.low(), odds.high());
        assertThat(odds).isEqualTo(ProfitOdds.of(TICKETS, new Measured(165, 200), new SplittableRandom(1)));
        assertThat(ProfitOdds.of(TICKETS, new Measured(90, 100), new SplittableRandom(1))
                        .probability())
                .isGreaterThan(0.98);
    }

    @Test
    void more_cases_are_worth_more_but_never_more_than_knowing() {
        Measured pilot = new Measured(165, 200);
        double perfect = ProfitOdds.of(TICKETS, pilot, new SplittableRandom(1)).perfect();
        double before = 0;
        for (int cases : new int[] {10, 100, 1_000, 10_000}) {
            double value = MoreData.of(TICKETS, pilot, cases).value();
            assertThat(value).isGreaterThan(before);
            before = value;
        }
        assertThat(before).isLessThan(perfect).isCloseTo(perfect, within(perfect / 20));
    }

    @Test
    void where_the_answer_is_sure_more_cases_are_worth_next_to_nothing() {
        assertThat(MoreData.of(TICKETS, new Measured(980, 1_000), 100).value()).isLessThan(1);
    }

    @Test
    void people_at_66_percent_are_significantly_worse_than_90() {
        HumanArm people = new HumanArm(new Measured(33, 50), 0);
        HumanArm.Comparison comparison = people.compare(TICKETS, new Measured(45, 50), 0.95);
        assertThat(comparison.profit()).isCloseTo(-1_672_000, within(0.01));
        assertThat(comparison.different()).isTrue();
        assertThat(comparison.rates().pValue()).isLessThan(0.01);
        assertThat(comparison.perArm()).hasValue(46);
    }

    @Test
    void the_same_rate_is_told_apart_by_no_number_of_cases() {
        HumanArm people = new HumanArm(new Measured(45, 50), 3_000_000_000L);
        HumanArm.Comparison comparison = people.compare(TICKETS, new Measured(90, 100), 0.95);
        assertThat(comparison.perArm()).isEmpty();
        assertThat(comparison.different()).isFalse();
        assertThat(comparison.profit()).isCloseTo(620_000, within(0.01));
    }

    @Test
    void the_answer_hangs_most_on_the_widest_bar() {
        Tornado tornado = Tornado.of(TICKETS, 0.825, 0.766, 0.871, 0.2);
        assertThat(tornado.bars().getFirst().input()).isEqualTo(Tornado.Input.SUCCESS_RATE);
        assertThat(tornado.bars().getFirst().breaksEvenAt().orElseThrow()).isCloseTo(88.0 / 108, within(1e-9));
        assertThat(tornado.bars()).hasSize(5);
        Tornado.Bar churn = tornado.bars().stream()
                .filter(it -> it.input() == Tornado.Input.CHURN_RATE)
                .findFirst()
                .orElseThrow();
        // 0.825 20 = 0.175 L, so L = 94.29 = 40 + 960 c.
        assertThat(churn.breaksEvenAt().orElseThrow()).isCloseTo((16.5 / 0.175 - 40) / 960, within(1e-6));
        assertThat(churn.profitLow()).isGreaterThan(churn.profitHigh());
    }

    @Test
    void everything_at_once() {
        Roi roi = Roi.of(new RoiQuestion(
                TICKETS,
                Optional.of(new Measured(165, 200)),
                Optional.of(new HumanArm(new Measured(132, 200), 0)),
                OptionalDouble.of(0.9),
                SETTINGS));
        assertThat(roi.table().get(3).profit()).isCloseTo(920_000, within(0.01));
        Roi.Pilot pilot = roi.pilot().orElseThrow();
        assertThat(pilot.clearsBreakEven().orElseThrow().outcome()).isEqualTo(Decision.Outcome.INCONCLUSIVE);
        assertThat(pilot.clearsTarget().orElseThrow().outcome()).isEqualTo(Decision.Outcome.FAIL);
        assertThat(pilot.profit().low()).isNegative();
        assertThat(pilot.profit().high()).isPositive();
        assertThat(roi.people().orElseThrow().comparison().orElseThrow().different())
                .isTrue();
        assertThat(roi.target().orElseThrow().passes()).isEqualTo(95);
    }

    @Test
    void before_an_eval_there_is_a_break_even_and_a_target() {
        Roi roi =
                Roi.of(new RoiQuestion(TICKETS, Optional.empty(), Optional.empty(), OptionalDouble.empty(), SETTINGS));
        assertThat(roi.breakEven()).hasValue(88.0 / 108);
        assertThat(roi.pilot()).isEmpty();
        assertThat(roi.tornado().rate()).isEqualTo(88.0 / 108);
    }

    @Property(tries = 100)
    void more_cases_never_make_the_decision_worse(
            @ForAll @IntRange(min = 0, max = 50) int passes, @ForAll @IntRange(min = 1, max = 200) int cases) {
        assertThat(MoreData.of(TICKETS, new Measured(passes, 50), cases).value())
                .isGreaterThanOrEqualTo(0);
    }
}
