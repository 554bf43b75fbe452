package dev.tierway.scheduler.affinity;

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
 * remembers a bounded number of blocks and forgets the least recently used. One lookup per block answers for all
 * deployments.
 */
public final class PrefixIndex {
    private final Map<Long, Block> blocks = new HashMap<>();
    private final List<Recency> deployments = new ArrayList<>();
    private final int capacity;

    /** {@code capacity} is in blocks per deployment. */
    public PrefixIndex(int deploymentCount, int capacity) {
        this.capacity = capacity;
        for (int index = 0; index < deploymentCount; index++) {
            deployments.add(new Recency());
        }
    }

    /** Writes, per deployment, how many of the leading {@code hashes} it holds into {@code counts}. */
    public void match(List<Long> hashes, int[] counts) {
        Arrays.fill(counts, 0);
        for (int depth = 0; depth < hashes.size(); depth++) {
            Block block = blocks.get(hashes.get(depth));
            boolean anyone = false;
            for (Entry entry = block == null ? null : block.first; entry != null; entry = entry.nextHolder) {
                if (counts[entry.deployment] == depth) {
                    counts[entry.deployment]++;
                    anyone = true;
                }
            }
            if (!anyone) {
                return;
            }
        }
    }

    /** {@code deployment} has been sent a prompt that starts with {@code hashes}. */
    public void learn(int deployment, List<Long> hashes) {
        Recency recency = deployments.get(deployment);
        // From the end, so that the shortest prefixes, which most prompts share, are forgotten last.
        for (int depth = Math.min(hashes.size(), capacity) - 1; depth >= 0; depth--) {
            Block block = blocks.computeIfAbsent(hashes.get(depth), Block::new);
            Entry entry = block.holder(deployment);
            if (entry == null) {
                entry = new Entry(block, deployment);
                block.add(entry);
                recency.size++;
            } else {
                entry.unlink();
            }
            recency.newest(entry);
        }
        while (recency.size > capacity) {
            drop(recency, recency.oldest());
        }
    }

    /** {@code deployment} lost its cache, e.g. by a restart. */
    public void forget(int deployment) {
        Recency recency = deployments.get(deployment);
        while (recency.size > 0) {
            drop(recency, recency.oldest());
        }
    }

    private void drop(Recency recency, Entry entry) {
        entry.unlink();
        recency.size--;
        entry.block.remove(entry);
        if (entry.block.first == null) {
            blocks.remove(entry.block.hash);
        }
    }

    /** One block of one prefix, with the deployments that hold it as a linked list. */
    private static final class Block {
        private final Long hash;
        private @Nullable Entry first;

        private Block(Long hash) {
            this.hash = hash;
        }

        private @Nullable Entry holder(int deployment) {
            Entry entry = first;
            while (entry != null && entry.deployment != deployment) {
                entry = entry.nextHolder;
            }
            return entry;
        }

        private void add(Entry entry) {
            entry.nextHolder = first;
            first = entry;
        }

        private void remove(Entry gone) {
            if (first == gone) {
                first = gone.nextHolder;
                return;
            }
            for (Entry entry = first; entry != null; entry = entry.nextHolder) {
                if (entry.nextHolder == gone) {
                    entry.nextHolder = gone.nextHolder;
                    return;
                }
            }
        }
    }

    /** That a deployment holds a block: a link in the block's list and in the deployment's order of use. */
    private static final class Entry {
        private final Block block;
        private final int deployment;
        private @Nullable Entry nextHolder;
        private Link link = new Link();

        private Entry(Block block, int deployment) {
            this.block = block;
            this.deployment = deployment;
            this.link.entry = this;
        }

        private void unlink() {
            link.before.after = link.after;
            link.after.before = link.before;
        }
    }

    private static final class Link {
        private Link before = this;
        private Link after = this;
        private @Nullable Entry entry;
    }

    /** A deployment's entries in order of use: a ring through a sentinel. */
    private static final class Recency {
        private final Link ring = new Link();
        private int size;

        private void newest(Entry entry) {
            Link link = entry.link;
            link.before = ring;
            link.after = ring.after;
            ring.after.before = link;
            ring.after = link;
        }

        private Entry oldest() {
            Entry entry = ring.before.entry;
            if (entry == null) {
                throw new IllegalStateException("no entry to forget");
            }
            return entry;
        }
    }
}
