package dev.tierway.evals.roi;

import dev.tierway.evals.stats.Decision;
import java.util.OptionalDouble;

/**
 * What the numbers say about shipping. People decide; this is what is shown and what is not.
 *
 * @param headline a few words
 * @param sentence what it rests on, with intervals
 */
public record ShipAdvice(Kind kind, String headline, String sentence) {

    /** What is shown. */
    public enum Kind {
        SHIP("ship"),
        BELOW_TARGET("below_target"),
        UNDECIDED("undecided"),
        DO_NOT_SHIP("do_not_ship"),
        NEVER("never"),
        UNMEASURED("unmeasured");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public static ShipAdvice of(Roi roi) {
        OptionalDouble breakEven = roi.breakEven();
        if (breakEven.isEmpty()) {
            return new ShipAdvice(
                    Kind.NEVER,
                    "No success rate makes a profit",
                    "Even if every case succeeded, "
                            + Amounts.dollars(roi.question().payoff().profit(1)) + " would be made of "
                            + Amounts.count(roi.question().payoff().cases()) + " cases.");
        }
        return roi.pilot()
                .map(pilot -> measured(roi, pilot, breakEven.getAsDouble()))
                .orElseGet(() -> unmeasured(roi, breakEven.getAsDouble()));
    }

    private static ShipAdvice unmeasured(Roi roi, double breakEven) {
        String proposal = roi.target()
                .map(it -> " A target of " + Amounts.percent(it.target()) + " shows a profit: " + it.passes() + " of "
                        + it.cases() + " cases put the true rate above " + Amounts.exactPercent(it.bar()) + " with "
                        + Amounts.level(it.confidence()) + " confidence.")
                .orElse("");
        return new ShipAdvice(
                Kind.UNMEASURED,
                "Nothing is measured yet",
                "It breaks even when " + Amounts.exactPercent(breakEven) + " of cases succeed." + proposal);
    }

    private static ShipAdvice measured(Roi roi, Roi.Pilot pilot, double breakEven) {
        String seen = Amounts.share(pilot.rate()) + " of "
                + Amounts.count(pilot.rate().n()) + " " + noun(roi) + " succeeded, ";
        String even = " the break-even of " + Amounts.exactPercent(breakEven);
        String money = "; profit " + Amounts.money(pilot.profit()) + ", and a profit at all has a chance of "
                + Amounts.chance(pilot.odds().probability());
        Decision decision = pilot.clearsBreakEven().orElseThrow();
        return switch (decision.outcome()) {
            case PASS -> shown(roi, pilot, seen + "above" + even + money);
            case FAIL ->
                new ShipAdvice(Kind.DO_NOT_SHIP, "Do not ship: it loses money", seen + "below" + even + money + ".");
            case INCONCLUSIVE ->
                new ShipAdvice(
                        Kind.UNDECIDED,
                        "Not decided: measure more",
                        seen + "which leaves open on which side of" + even + " the truth is" + money + "."
                                + enough(roi, decision));
        };
    }

    private static ShipAdvice shown(Roi roi, Roi.Pilot pilot, String sentence) {
        if (pilot.clearsTarget().isEmpty()) {
            return new ShipAdvice(Kind.SHIP, "Ship: it makes money", sentence + ".");
        }
        Decision target = pilot.clearsTarget().get();
        String agreed = "the agreed target of "
                + Amounts.percent(roi.question().agreed().orElse(0));
        return switch (target.outcome()) {
            case PASS -> new ShipAdvice(Kind.SHIP, "Ship: it makes money", sentence + "; " + agreed + " is reached.");
            case FAIL ->
                new ShipAdvice(
                        Kind.BELOW_TARGET,
                        "It makes money, and misses the agreed target",
                        sentence + "; " + agreed + " is missed.");
            case INCONCLUSIVE ->
                new ShipAdvice(
                        Kind.BELOW_TARGET,
                        "It makes money, and the agreed target is not shown",
                        sentence + "; " + agreed + " is neither shown nor ruled out." + enough(roi, target));
        };
    }

    private static String enough(Roi roi, Decision decision) {
        return decision.enough().isEmpty()
                ? ""
                : " About " + Amounts.count(decision.enough().getAsLong()) + " " + noun(roi)
                        + " would decide if they came out like these.";
    }

    /** Trials of one case are no cases of their own. */
    private static String noun(Roi roi) {
        boolean independent = roi.question()
                .measured()
                .filter(it -> it.effective() < it.scored() - 0.5)
                .isEmpty();
        return independent ? "cases" : "results";
    }
}
