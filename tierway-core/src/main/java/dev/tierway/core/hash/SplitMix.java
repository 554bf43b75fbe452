package dev.tierway.core.hash;

/**
 * The step and the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
 * 2014). Quick and well spread, but no secret: who sees outputs can compute the inputs.
 */
public final class SplitMix {
    /** What SplitMix64 adds to its state for each output: 2^64 divided by the golden ratio, made odd. */
    public static final long GOLDEN_STEP = 0x9e3779b97f4a7c15L;

    private SplitMix() {}

    /** The generator's output that follows {@code state}; unlike {@link #mix} it does not leave zero as it is. */
    public static long next(long state) {
        return mix(state + GOLDEN_STEP);
    }

    /** The finaliser, a bijection of 64-bit numbers: a change of one input bit changes about half of the output bits. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
