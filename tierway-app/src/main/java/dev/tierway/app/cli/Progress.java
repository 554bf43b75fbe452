package dev.tierway.app.cli;

/** Hears how far a transfer has come. Called from the transferring thread; must be quick. */
@FunctionalInterface
public interface Progress {
    /**
     * Some of a transfer is done.
     *
     * @param what what is transferred, for people
     * @param total bytes in all; 0 or less while unknown
     */
    void progressed(String what, long bytes, long total);
}
