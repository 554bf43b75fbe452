package dev.tierway.simulator.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What an engine puts into its next step. */
interface Composer {
    /**
     * Sets {@link Sequence#stepPrefill}, {@link Sequence#stepDecode} and {@link Sequence#running} of every sequence.
     *
     * @param sequences all requests inside the engine in order of arrival
     */
    void compose(List<Sequence> sequences);

    static void clear(List<Sequence> sequences) {
        for (Sequence sequence : sequences) {
            sequence.stepPrefill = 0;
            sequence.stepDecode = false;
        }
    }

    /** Keeps the most urgent sequences in memory, as many as {@code kvTokens} hold, and gives those in order of urgency. */
    static List<Sequence> inMemory(List<Sequence> sequences, long kvTokens) {
        List<Sequence> byUrgency = new ArrayList<>(sequences);
        byUrgency.sort(Comparator.comparing(Sequence::tier).thenComparingLong(sequence -> sequence.order));
        long kv = 0;
        for (Sequence sequence : byUrgency) {
            kv += sequence.kvTokens();
            sequence.running = kv <= kvTokens;
        }
        byUrgency.removeIf(sequence -> !sequence.running);
        return byUrgency;
    }
}
