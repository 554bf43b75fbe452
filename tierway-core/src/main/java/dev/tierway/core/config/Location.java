package dev.tierway.core.config;

/**
 * Where a node stands in a configuration file.
 *
 * @param source the file, as the user named it
 * @param line counted from 1
 * @param column counted from 1
 */
public record Location(String source, int line, int column) {
    @Override
    public String toString() {
        return source + ":" + line + ":" + column;
    }
}
