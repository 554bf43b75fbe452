package dev.tierway.simulator.server;

/**
 * How long one engine step takes: {@code base + decodes * perDecode + prefilled * perPrefillToken}.
 *
 * @param baseNanos reading the weights once
 * @param perDecodeNanos for each stream that gets one output token
 * @param perPrefillTokenNanos for each prompt token computed
 */
public record StepCost(long baseNanos, long perDecodeNanos, long perPrefillTokenNanos) {
    /**
     * An 8B model on one H100: fits llm-d's published concurrency sweep for 256 output tokens within 7 % from 8 to 256
     * streams.
     */
    public static final StepCost GPU_8B = new StepCost(6_900_000, 62_500, 30_000);

    /**
     * SmolLM2-135M in Q8_0 on two CPU cores: fitted to the measured 137, 168, 215 and 305 output tokens a second at 1, 4,
     * 8 and 16 streams (8, 7, 25 and 4 % off) and 612 prompt tokens a second.
     */
    public static final StepCost CPU_135M = new StepCost(5_000_000, 3_100_000, 1_630_000);

    public long nanos(int decodes, int prefilled) {
        return baseNanos + decodes * perDecodeNanos + prefilled * perPrefillTokenNanos;
    }
}
