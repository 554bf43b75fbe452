package dev.tierway.storage.sql;

/** Whose SQL is spoken, where the two differ. */
public enum Dialect {
    SQLITE,
    POSTGRESQL
}
