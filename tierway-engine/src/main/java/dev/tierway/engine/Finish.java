package dev.tierway.engine;

/** Why a generation ended. */
public enum Finish {
    /** It has not ended. */
    RUNNING,
    /** The model ended its turn. */
    END_OF_TURN,
    MAX_TOKENS,
    /** Prompt and output fill the context. */
    CONTEXT_FULL,
    /** Cancelled by its owner or by the engine's close. */
    CANCELLED,
    /** Its deadline passed. */
    EXPIRED,
    /** The backend or the token chooser failed. */
    FAILED
}
