package dev.tierway.scheduler.affinity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which deployment has probably cached which prompt prefixes, learned from our own dispatches alone.
 *
 * <p>A prompt is a list of block hashes, each of which stands for the whole prefix up to its block. Each deployment
 * remembers a bounded number of blocks and forgets the least recently used. One lookup per block answers for all
 * deployments.
 */
public final class PrefixIndex {
    /** Per block, the deployments that hold it as a set of bits. */
    private final Map<Long, long[]> holders = new HashMap<>();

    private final List<Recency> deployments = new ArrayList<>();
    private final long[] matching;

    /** {@code capacity} is in blocks per deployment. */
    public PrefixIndex(int deploymentCount, int capacity) {
        this.matching = new long[(deploymentCount + Long.SIZE - 1) / Long.SIZE];
        for (int index = 0; index < deploymentCount; index++) {
            deployments.add(new Recency(index, capacity));
        }
    }

    /** Writes, per deployment, how many of the leading {@code hashes} it holds into {@code counts}. */
    public void match(List<Long> hashes, int[] counts) {
        Arrays.fill(counts, hashes.size());
        Arrays.fill(matching, -1);
        for (int depth = 0; depth < hashes.size(); depth++) {
            if (!narrow(holders.get(hashes.get(depth)), depth, counts)) {
                return;
            }
        }
    }

    /** Drops those that lack the block at {@code depth} from {@link #matching}; false when none is left. */
    private boolean narrow(long @Nullable [] block, int depth, int[] counts) {
        long any = 0;
        for (int word = 0; word < matching.length; word++) {
            long kept = block == null ? 0 : matching[word] & block[word];
            for (long lost = matching[word] & ~kept; lost != 0; lost &= lost - 1) {
                int deployment = word * Long.SIZE + Long.numberOfTrailingZeros(lost);
                if (deployment < counts.length) {
                    counts[deployment] = depth;
                }
            }
            matching[word] = kept;
            any |= kept;
        }
        return any != 0;
    }

    /** {@code deployment} has been sent a prompt that starts with {@code hashes}. */
    public void learn(int deployment, List<Long> hashes) {
        Recency recency = deployments.get(deployment);
        // From the end, so that the shortest prefixes, which most prompts share, are forgotten last.
        for (int depth = hashes.size() - 1; depth >= 0; depth--) {
            Long hash = hashes.get(depth);
            if (recency.put(hash, Boolean.TRUE) == null) {
                long[] block = holders.computeIfAbsent(hash, absent -> new long[matching.length]);
                block[deployment / Long.SIZE] |= 1L << deployment;
            }
        }
    }

    /** {@code deployment} lost its cache, e.g. by a restart. */
    public void forget(int deployment) {
        Recency recency = deployments.get(deployment);
        recency.keySet().forEach(hash -> release(hash, deployment));
        recency.clear();
    }

    private void release(Long hash, int deployment) {
        long[] block = holders.get(hash);
        if (block != null) {
            block[deployment / Long.SIZE] &= ~(1L << deployment);
            if (Arrays.stream(block).allMatch(word -> word == 0)) {
                holders.remove(hash);
            }
        }
    }

    /** A deployment's blocks, least recently used first. */
    private final class Recency extends LinkedHashMap<Long, Boolean> {
        private final int deployment;
        private final int capacity;

        private Recency(int deployment, int capacity) {
            super(16, 0.75f, true);
            this.deployment = deployment;
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            if (size() <= capacity) {
                return false;
            }
            release(eldest.getKey(), deployment);
            return true;
        }
    }
}
