package dev.tierway.engine.catalogue;

/** Told how a download goes, from the thread that runs it. */
@FunctionalInterface
public interface TransferListener {
    TransferListener SILENT = (what, bytes, total) -> {};

    /**
     * Bytes so far.
     *
     * @param what what is being fetched and from where, such as {@code smollm2-135m-instruct from the hub}
     * @param bytes never more than {@code total}; less than before when another source is tried
     */
    void progressed(String what, long bytes, long total);
}
