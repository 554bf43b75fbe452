package dev.tierway.storage.batch;

/** What became of a start. */
public sealed interface BatchStart {
    /** The batch is in progress. */
    record Begun(long lines, long tokens) implements BatchStart {}

    /** The claim is no longer held, or the batch was cancelled. */
    record Lost() implements BatchStart {}

    /**
     * The batch would overfill a pool; it is as before.
     *
     * @param enqueued tokens of others in the pool
     * @param added tokens of this batch
     */
    record Full(TokenPool pool, long enqueued, long added) implements BatchStart {}
}
