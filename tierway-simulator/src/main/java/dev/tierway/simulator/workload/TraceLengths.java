package dev.tierway.simulator.workload;

import java.util.List;

/**
 * Length tables taken from public traces, so that scenarios do not need the traces themselves. A test derives them
 * again from the traces where those are present.
 */
public final class TraceLengths {
    static final List<Double> PERCENTS = List.of(
            0.0, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0,
            80.0, 85.0, 90.0, 95.0, 97.0, 98.0, 99.0, 99.5, 99.9, 100.0);

    /**
     * Conversation service of the Azure LLM inference trace 2023: 19,366 requests (CC-BY 4.0; Patel et al., "Splitwise:
     * Efficient generative LLM inference using phase splitting", ISCA 2024). Prompt and answer lengths correlate by
     * -0.11 there; here they are independent.
     */
    public static final Lengths AZURE_CONVERSATION = new Lengths(
            new Quantiles(
                    PERCENTS,
                    List.of(
                            2, 29, 91, 181, 207, 372, 387, 396, 403, 414, 703, 984, 1020, 1045, 1071, 1097, 1130, 1189,
                            1315, 1876, 2734, 4083, 4090, 4098, 4142, 4831, 6212, 14050)),
            new Quantiles(
                    PERCENTS,
                    List.of(
                            7, 16, 24, 41, 54, 67, 77, 85, 91, 96, 103, 113, 129, 151, 177, 217, 384, 395, 400, 411,
                            424, 451, 509, 540, 601, 643, 954, 1000)));

    /**
     * Conversation trace of Mooncake: 12,031 requests (Apache-2.0; Qin et al., "Mooncake: Trading more storage for less
     * computation", FAST 2025).
     */
    public static final Lengths MOONCAKE_CONVERSATION = new Lengths(
            new Quantiles(
                    PERCENTS,
                    List.of(
                            891, 894, 896, 901, 964, 1261, 1662, 2307, 3263, 4250, 4993, 5871, 6909, 8187, 9570, 11239,
                            13196, 15366, 17869, 21467, 27367, 39549, 52215, 66425, 85401, 100886, 121301, 126195)),
            new Quantiles(
                    PERCENTS,
                    List.of(
                            1, 3, 3, 10, 24, 46, 100, 157, 213, 256, 291, 323, 350, 375, 399, 423, 447, 472, 504, 543,
                            597, 698, 800, 891, 1120, 1570, 2000, 2000)));

    private TraceLengths() {}
}
