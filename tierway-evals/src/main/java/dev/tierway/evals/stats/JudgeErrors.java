package dev.tierway.evals.stats;

/**
 * How a judge's verdicts compare with people's on the same things.
 *
 * @param goodPassed people said pass, and so did the judge
 * @param goodFailed people said pass, the judge fail
 * @param badPassed people said fail, the judge pass
 * @param badFailed people said fail, and so did the judge
 */
public record JudgeErrors(long goodPassed, long goodFailed, long badPassed, long badFailed) {

    public JudgeErrors {
        if (goodPassed < 0 || goodFailed < 0 || badPassed < 0 || badFailed < 0) {
            throw new IllegalArgumentException("counts are 0 or more");
        }
    }

    /** What is known of a true pass rate behind a judge. */
    public sealed interface Corrected {
        /** The true rate; its interval also carries what calibration does not know. */
        record Rate(Interval interval) implements Corrected {}

        /** No true rate follows; {@code why} is for a person. */
        record Refused(String why) implements Corrected {}
    }

    public long good() {
        return goodPassed + goodFailed;
    }

    public long bad() {
        return badPassed + badFailed;
    }

    /** How much of what is good passes; at least one good thing. */
    public Interval sensitivity(double confidence) {
        return Rates.wilson(goodPassed, good(), confidence);
    }

    /** How much of what is bad fails; at least one bad thing. */
    public Interval specificity(double confidence) {
        return Rates.wilson(badFailed, bad(), confidence);
    }

    /** Labels of people against verdicts of the judge. */
    public Confusion confusion() {
        Confusion confusion = new Confusion();
        confusion.add("pass", "pass", goodPassed);
        confusion.add("pass", "fail", goodFailed);
        confusion.add("fail", "pass", badPassed);
        confusion.add("fail", "fail", badFailed);
        return confusion;
    }

    /**
     * The true pass rate where the judge passed {@code judged} (Rogan and Gladen, 1978), with the delta-method interval
     * that adds what the calibration itself does not know, clipped to 0..1.
     *
     * @param judged the judge's pass rate over things that nobody else looked at; its bounds are not used
     */
    public Corrected corrected(Interval judged, double confidence) {
        if (good() == 0 || bad() == 0) {
            return new Corrected.Refused("the judge was calibrated on " + good() + " good and " + bad()
                    + " bad cases; it needs some of both");
        }
        double q0 = (double) badFailed / bad();
        double q1 = (double) goodPassed / good();
        double skill = q0 + q1 - 1;
        if (!(skill > 0)) {
            return new Corrected.Refused(
                    "the judge passes %s of what is good and %s of what is bad, which is no better than a coin: nothing follows from its verdicts"
                            .formatted(percent(q1), percent(1 - q0)));
        }
        double rate = judged.estimate();
        double truth = Math.clamp((rate + q0 - 1) / skill, 0, 1);
        double variance = (rate * (1 - rate) / judged.n()
                        + (1 - truth) * (1 - truth) * q0 * (1 - q0) / bad()
                        + truth * truth * q1 * (1 - q1) / good())
                / (skill * skill);
        double half = Quantile.normal(confidence) * Math.sqrt(variance);
        return new Corrected.Rate(new Interval(truth, truth - half, truth + half, confidence, judged.n()).within(0, 1));
    }

    private static String percent(double rate) {
        return Math.round(rate * 1000) / 10.0 + " %";
    }
}
