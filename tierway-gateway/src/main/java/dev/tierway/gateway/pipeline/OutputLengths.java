package dev.tierway.gateway.pipeline;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Learned output lengths: quantiles of what each (project, model) recently produced, in tokens. Thread-safe.
 *
 * <p>Lengths are counted in buckets a quarter of an octave wide; counts are halved once a bucket set holds {@value
 * #WINDOW} of them, so old behaviour fades.
 */
public final class OutputLengths {
    /** Expected output before anything was seen. */
    static final int PRIOR_TOKENS = 128;

    private static final int WINDOW = 512;
    private static final int BUCKETS = 80;
    private static final int PRIOR_WEIGHT = 4;

    private final ConcurrentHashMap<Key, Histogram> histograms = new ConcurrentHashMap<>();

    private record Key(String project, String model) {}

    /** The expected output of the next request, at least 1. */
    int expected(String project, String model) {
        return quantile(project, model, 0.5);
    }

    /** A length that the share {@code quantile}, above 0 and up to 1, of answers does not exceed; at least 1. */
    public int quantile(String project, String model, double quantile) {
        return histogram(project, model).quantile(quantile);
    }

    public void learn(String project, String model, long outputTokens) {
        histogram(project, model).add(outputTokens);
    }

    private Histogram histogram(String project, String model) {
        return histograms.computeIfAbsent(new Key(project, model), key -> new Histogram());
    }

    private static final class Histogram {
        private final int[] counts = new int[BUCKETS];
        private int total;

        Histogram() {
            counts[bucket(PRIOR_TOKENS)] = PRIOR_WEIGHT;
            total = PRIOR_WEIGHT;
        }

        synchronized void add(long tokens) {
            counts[bucket(tokens)]++;
            total++;
            if (total >= WINDOW) {
                total = 0;
                for (int i = 0; i < BUCKETS; i++) {
                    counts[i] /= 2;
                    total += counts[i];
                }
            }
        }

        synchronized int quantile(double quantile) {
            int wanted = Math.max(1, (int) Math.ceil(total * quantile));
            int seen = 0;
            for (int i = 0; i < BUCKETS; i++) {
                seen += counts[i];
                if (seen >= wanted) {
                    return upperBound(i);
                }
            }
            return PRIOR_TOKENS;
        }

        private static int bucket(long tokens) {
            if (tokens < 4) {
                return (int) Math.max(tokens, 0);
            }
            int octave = 63 - Long.numberOfLeadingZeros(tokens);
            int quarter = (int) ((tokens >>> (octave - 2)) & 3);
            return Math.min(octave * 4 - 4 + quarter, BUCKETS - 1);
        }

        private static int upperBound(int bucket) {
            if (bucket < 4) {
                return Math.max(bucket, 1);
            }
            int octave = (bucket + 4) / 4;
            int quarter = (bucket + 4) % 4;
            return (int) Math.min(((4L + quarter + 1) << (octave - 2)) - 1, Integer.MAX_VALUE);
        }
    }
}
