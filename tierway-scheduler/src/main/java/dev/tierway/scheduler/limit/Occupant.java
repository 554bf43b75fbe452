package dev.tierway.scheduler.limit;

/** An attempt that holds a slot and KV cache of a deployment. */
public interface Occupant {
    /** Whether it is flex or batch work. */
    boolean scavenger();

    /** Whether it is batch work. */
    boolean batch();

    /** Whether it is reserved or priority work, for which an engine that yields holds all else back. */
    boolean urgent();

    /** KV tokens it holds now. */
    long heldTokens();

    /** KV tokens it is predicted to hold at its end. */
    long finalTokens();
}
