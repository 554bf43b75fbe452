package dev.tierway.core.time;

/** Source of unique identifiers. Implementations are thread-safe. */
@FunctionalInterface
public interface IdSource {
    /** A fresh id of at least 120 bits in URL-safe characters, without a prefix. It is unique, not secret. */
    String next();
}
