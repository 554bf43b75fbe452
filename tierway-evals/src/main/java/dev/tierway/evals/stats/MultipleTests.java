package dev.tierway.evals.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Corrects p-values for having asked many questions; results are in the order of the arguments. */
public final class MultipleTests {
    private MultipleTests() {}

    /** Holm (1979): the chance of even one false alarm stays below alpha. For gates. */
    public static double[] holm(double... pValues) {
        int[] order = ascending(pValues);
        double[] adjusted = new double[pValues.length];
        double least = 0;
        for (int rank = 0; rank < order.length; rank++) {
            least = Math.max(least, Math.min(1, (order.length - rank) * pValues[order[rank]]));
            adjusted[order[rank]] = least;
        }
        return adjusted;
    }

    /** Benjamini and Hochberg (1995): the share of false ones among the alarms stays below alpha. For looking around. */
    public static double[] benjaminiHochberg(double... pValues) {
        int[] order = ascending(pValues);
        double[] adjusted = new double[pValues.length];
        double most = 1;
        for (int rank = order.length - 1; rank >= 0; rank--) {
            most = Math.min(most, pValues[order[rank]] * order.length / (rank + 1));
            adjusted[order[rank]] = most;
        }
        return adjusted;
    }

    private static int[] ascending(double[] pValues) {
        Arrays.stream(pValues).forEach(p -> Checks.rate("a p-value", p));
        return IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(index -> pValues[index]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
