package dev.tierway.simulator.server;

import java.util.LinkedHashMap;
import java.util.List;

/** Prompt blocks an engine still holds, the least recently used forgotten first. */
public final class PrefixCache {
    private final int capacityBlocks;
    private final LinkedHashMap<Long, Boolean> blocks = new LinkedHashMap<>(16, 0.75f, true);

    public PrefixCache(int capacityBlocks) {
        this.capacityBlocks = capacityBlocks;
    }

    /** How many leading blocks of {@code prompt} are held. */
    public int leadingHits(List<Long> prompt) {
        int hits = 0;
        while (hits < prompt.size() && blocks.containsKey(prompt.get(hits))) {
            hits++;
        }
        return hits;
    }

    /** Holds all blocks of {@code prompt}, the last one as the most recently used. */
    public void touch(List<Long> prompt) {
        for (Long block : prompt) {
            blocks.putLast(block, Boolean.TRUE);
            if (blocks.size() > capacityBlocks) {
                blocks.pollFirstEntry();
            }
        }
    }
}
