package dev.tierway.scheduler.limit;

/**
 * {@code y = intercept + slope x}, neither of them negative, fitted by least squares to observations of which about the
 * last hundred count. It starts from a prior that weighs as much as {@value #PRIOR_WEIGHT} observations.
 */
public final class LearnedLine {
    private static final double KEPT = 0.99;
    private static final double PRIOR_WEIGHT = 8;

    private double weight;
    private double sumX;
    private double sumY;
    private double sumXX;
    private double sumXY;
    private double intercept;
    private double slope;

    /** {@code scale} is a typical x; the prior is believed there and at 0. */
    public LearnedLine(double intercept, double slope, double scale) {
        add(0, intercept, PRIOR_WEIGHT / 2);
        add(scale, intercept + slope * scale, PRIOR_WEIGHT / 2);
        this.intercept = intercept;
        this.slope = slope;
    }

    public double at(double x) {
        return intercept + slope * x;
    }

    public double intercept() {
        return intercept;
    }

    public double slope() {
        return slope;
    }

    public void observe(double x, double y) {
        weight *= KEPT;
        sumX *= KEPT;
        sumY *= KEPT;
        sumXX *= KEPT;
        sumXY *= KEPT;
        add(x, y, 1);
        double spread = sumXX - sumX * sumX / weight;
        if (spread > 1e-9 * sumXX) {
            slope = Math.max(0, (sumXY - sumX * sumY / weight) / spread);
        }
        intercept = (sumY - slope * sumX) / weight;
        if (intercept < 0) {
            intercept = 0;
            slope = sumXX > 0 ? Math.max(0, sumXY / sumXX) : slope;
        }
    }

    private void add(double x, double y, double times) {
        weight += times;
        sumX += times * x;
        sumY += times * y;
        sumXX += times * x * x;
        sumXY += times * x * y;
    }
}
