package dev.tierway.scheduler.affinity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which deployment has probably cached which prompt prefixes, learned from our own dispatches alone.
 *
 * <p>A prompt is a list of block hashes, each of which stands for the whole prefix up to its block. Each deployment
 * remembers a bounded number of blocks and forgets those not used for long, by the clock algorithm (second chance), which
 * costs a use one bit. One lookup per block answers for all deployments.
 */
public final class PrefixIndex {
    private final Map<Long, Block> blocks = new HashMap<>();
    /** Per deployment its blocks in the order in which the clock's hand comes to them. */
    private final List<ArrayDeque<Long>> clocks = new ArrayList<>();

    private final int capacity;
    private final long[] matching;

    /** Deployments as sets of bits: those that hold the block, and those that have used it since the hand came by. */
    private record Block(long[] holders, long[] used) {}

    /** {@code capacity} is in blocks per deployment. */
    public PrefixIndex(int deploymentCount, int capacity) {
        this.capacity = capacity;
        this.matching = new long[(deploymentCount + Long.SIZE - 1) / Long.SIZE];
        for (int index = 0; index < deploymentCount; index++) {
            clocks.add(new ArrayDeque<>());
        }
    }

    /** Writes, per deployment, how many of the leading {@code hashes} it holds into {@code counts}. */
    public void match(List<Long> hashes, int[] counts) {
        Arrays.fill(counts, hashes.size());
        Arrays.fill(matching, -1);
        for (int depth = 0; depth < hashes.size(); depth++) {
            if (!narrow(blocks.get(hashes.get(depth)), depth, counts)) {
                return;
            }
        }
    }

    /** Drops those that lack the block at {@code depth} from {@link #matching}; false when none is left. */
    private boolean narrow(@Nullable Block block, int depth, int[] counts) {
        long any = 0;
        for (int word = 0; word < matching.length; word++) {
            long kept = block == null ? 0 : matching[word] & block.holders()[word];
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
        ArrayDeque<Long> clock = clocks.get(deployment);
        int word = deployment / Long.SIZE;
        long bit = 1L << deployment;
        // From the end, so that the shortest prefixes, which most prompts share, are forgotten last.
        for (int depth = hashes.size() - 1; depth >= 0; depth--) {
            Long hash = hashes.get(depth);
            Block block = blocks.get(hash);
            if (block == null) {
                block = new Block(new long[matching.length], new long[matching.length]);
                blocks.put(hash, block);
            }
            if ((block.holders()[word] & bit) == 0) {
                block.holders()[word] |= bit;
                clock.add(hash);
            } else {
                block.used()[word] |= bit;
            }
        }
        while (clock.size() > capacity) {
            advance(clock, deployment);
        }
    }

    /** {@code deployment} lost its cache, e.g. by a restart. */
    public void forget(int deployment) {
        ArrayDeque<Long> clock = clocks.get(deployment);
        while (!clock.isEmpty()) {
            advance(clock, deployment);
        }
    }

    /** Forgets the next block that the deployment has not used since the hand came by, or spares it once if it has. */
    private void advance(ArrayDeque<Long> clock, int deployment) {
        Long hash = clock.remove();
        Block block = blocks.get(hash);
        if (block == null) {
            throw new IllegalStateException("block " + hash + " of deployment " + deployment + " is unknown");
        }
        int word = deployment / Long.SIZE;
        long bit = 1L << deployment;
        if ((block.used()[word] & bit) != 0) {
            block.used()[word] &= ~bit;
            clock.add(hash);
            return;
        }
        block.holders()[word] &= ~bit;
        if (Arrays.stream(block.holders()).allMatch(holders -> holders == 0)) {
            blocks.remove(hash);
        }
    }
}
