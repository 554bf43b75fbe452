package dev.tierway.simulator.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How prompts of one project begin alike: each starts with one of {@code templates} equally likely texts.
 *
 * @param templates distinct beginnings; 0 when prompts share nothing
 * @param blocks length of a beginning, in blocks
 * @param blockTokens tokens in a block
 */
public record PromptPrefixes(int templates, int blocks, int blockTokens) {
    public static final PromptPrefixes NONE = new PromptPrefixes(0, 0, 0);

    /** Tokens of a beginning. */
    public int tokens() {
        return blocks * blockTokens;
    }

    /** Block hashes of a prompt of {@code project}. */
    List<Long> draw(String project, RandomGenerator random) {
        if (templates == 0) {
            return List.of();
        }
        long template = random.nextInt(templates);
        List<Long> hashes = new ArrayList<>(blocks);
        for (int block = 0; block < blocks; block++) {
            hashes.add(((long) project.hashCode() << 32) + (template << 16) + block);
        }
        return hashes;
    }
}
