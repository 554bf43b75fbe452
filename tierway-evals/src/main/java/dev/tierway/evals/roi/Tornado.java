package dev.tierway.evals.roi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * What the answer hangs on: each input of a business case moved alone, the widest swing first.
 *
 * @param rate the success rate that the others are moved at
 */
public record Tornado(double rate, List<Bar> bars) {

    /** An input, and the unit of its values. */
    public enum Input {
        SUCCESS_RATE("success rate", Unit.SHARE),
        GAIN_SUCCESS("gain of a success", Unit.DOLLARS),
        COST_ESCALATION("cost of an escalation", Unit.DOLLARS),
        CHURN_RATE("churn rate", Unit.SHARE),
        CHURN_COST("cost of churn", Unit.DOLLARS),
        SILENT_SHARE("share of silent errors", Unit.SHARE),
        SILENT_COST("cost of a silent error", Unit.DOLLARS),
        COST_PER_CASE("cost of a case", Unit.DOLLARS);

        private final String words;
        private final Unit unit;

        Input(String words, Unit unit) {
            this.words = words;
            this.unit = unit;
        }

        public String words() {
            return words;
        }

        public Unit unit() {
            return unit;
        }
    }

    /** What a value is counted in. */
    public enum Unit {
        SHARE,
        DOLLARS
    }

    /**
     * One input moved from {@code low} to {@code high}.
     *
     * @param profitLow dollars at {@code low}
     * @param profitHigh dollars at {@code high}
     * @param breaksEvenAt the value at which, all else as it is, nothing is won or lost; empty where no possible one does
     */
    public record Bar(
            Input input, double low, double high, double profitLow, double profitHigh, OptionalDouble breaksEvenAt) {

        double swing() {
            return Math.abs(profitHigh - profitLow);
        }
    }

    public Tornado {
        bars = List.copyOf(bars);
    }

    /**
     * Moves all inputs; those that are 0 stay away.
     *
     * @param rateLow of the success rate's own interval
     * @param rateHigh of the same
     * @param spread by which amounts and shares are moved each way, 0.2 for 20 %
     */
    public static Tornado of(Payoff payoff, double rate, double rateLow, double rateHigh, double spread) {
        if (!(spread > 0 && spread < 1)) {
            throw new IllegalArgumentException("a spread is between 0 and 1, not " + spread);
        }
        List<Bar> bars = new ArrayList<>();
        bars.add(bar(Input.SUCCESS_RATE, rateLow, rateHigh, payoff::profit));
        for (Input input : Input.values()) {
            double value = value(payoff, input);
            if (input != Input.SUCCESS_RATE && value > 0) {
                double high = input.unit() == Unit.SHARE ? Math.min(1, value * (1 + spread)) : value * (1 + spread);
                bars.add(bar(
                        input,
                        value * (1 - spread),
                        high,
                        moved -> with(payoff, input, moved).profit(rate)));
            }
        }
        bars.sort(Comparator.comparingDouble(Bar::swing).reversed());
        return new Tornado(rate, bars);
    }

    /** Profit is a straight line in every input, so two points of it say where it is zero. */
    private static Bar bar(Input input, double low, double high, DoubleUnaryOperator profit) {
        double atLow = profit.applyAsDouble(low);
        double atHigh = profit.applyAsDouble(high);
        double zero = low - atLow * (high - low) / (atHigh - atLow);
        boolean possible = zero >= 0 && (input.unit() == Unit.DOLLARS ? zero < 1e9 : zero <= 1);
        return new Bar(input, low, high, atLow, atHigh, possible ? OptionalDouble.of(zero) : OptionalDouble.empty());
    }

    private static double value(Payoff payoff, Input input) {
        return switch (input) {
            case SUCCESS_RATE -> 0;
            case GAIN_SUCCESS -> payoff.gainSuccess() / 1e9;
            case COST_ESCALATION -> payoff.escalation().cost() / 1e9;
            case CHURN_RATE -> payoff.escalation().churnRate();
            case CHURN_COST -> payoff.escalation().churnCost() / 1e9;
            case SILENT_SHARE -> payoff.silent().share();
            case SILENT_COST -> payoff.silent().cost() / 1e9;
            case COST_PER_CASE -> payoff.costPerCase() / 1e9;
        };
    }

    private static Payoff with(Payoff payoff, Input input, double value) {
        Payoff.Escalation escalation = payoff.escalation();
        Payoff.Silent silent = payoff.silent();
        return switch (input) {
            case SUCCESS_RATE -> payoff;
            case GAIN_SUCCESS -> new Payoff(payoff.cases(), nanos(value), escalation, silent, payoff.costPerCase());
            case COST_ESCALATION ->
                payoff.after(new Payoff.Escalation(
                        nanos(value), escalation.churnRate(), escalation.churnCost(), escalation.churn()));
            case CHURN_RATE ->
                payoff.after(
                        new Payoff.Escalation(escalation.cost(), value, escalation.churnCost(), escalation.churn()));
            case CHURN_COST ->
                payoff.after(new Payoff.Escalation(
                        escalation.cost(), escalation.churnRate(), nanos(value), escalation.churn()));
            case SILENT_SHARE -> payoff.hiding(new Payoff.Silent(value, silent.cost()));
            case SILENT_COST -> payoff.hiding(new Payoff.Silent(silent.share(), nanos(value)));
            case COST_PER_CASE -> payoff.costing(nanos(value));
        };
    }

    private static long nanos(double dollars) {
        return Math.round(dollars * 1e9);
    }
}
