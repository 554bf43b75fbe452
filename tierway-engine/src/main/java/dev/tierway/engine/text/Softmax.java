package dev.tierway.engine.text;

/**
 * Exponentials of a whole row of logits, in loops that the compiler turns into vector code.
 *
 * <p>{@code exp(x)} is computed as {@code exp(x / 256)} to the power of 256: a Taylor polynomial of degree 4 on
 * [-0.25, 0], squared eight times. The relative error stays below 1e-3 where the result is above 1e-27, and below 1e-4
 * where it is above 1e-7.
 */
final class Softmax {
    /** exp of this is 2e-28: such a token is never drawn. */
    private static final float LOWEST = -64f;

    private Softmax() {}

    /**
     * Replaces each logit by {@code exp((logit - max) * inverseTemperature)}, a NaN by 0.
     *
     * @param max the largest logit, finite
     * @return the sum of the new values
     */
    static double weigh(float[] logits, float max, float inverseTemperature) {
        for (int i = 0; i < logits.length; i++) {
            float x = (logits[i] - max) * inverseTemperature;
            float y = Math.max(x, LOWEST) * (1f / 256);
            float power = 1 + y * (1 + y * (1f / 2 + y * (1f / 6 + y * (1f / 24))));
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            logits[i] = x > LOWEST ? power : 0;
        }
        return sum(logits);
    }

    /** Four running sums, so that one addition need not wait for the one before. */
    private static double sum(float[] values) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < values.length - 3; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (; i < values.length; i++) {
            a += values[i];
        }
        return a + b + c + d;
    }
}
