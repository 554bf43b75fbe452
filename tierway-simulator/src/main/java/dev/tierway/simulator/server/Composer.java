package dev.tierway.simulator.server;

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
}
