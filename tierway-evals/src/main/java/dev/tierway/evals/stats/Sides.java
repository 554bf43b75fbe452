package dev.tierway.evals.stats;

/** Which bounds of an interval a question uses: a gate asks about one, a report shows both. */
public enum Sides {
    ONE,
    TWO;

    /**
     * The confidence of the two-sided interval whose bound answers the question: 0.90 for one bound at 0.95.
     *
     * @param confidence of the answer, between 0.5 and 1
     */
    public double intervalConfidence(double confidence) {
        return switch (this) {
            case ONE -> 2 * confidence - 1;
            case TWO -> confidence;
        };
    }
}
