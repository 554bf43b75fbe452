package dev.tierway.providers.spi;

/**
 * Where a top-level member of a JSON object stands in its body.
 *
 * @param name the decoded member name
 * @param start index of the opening quote of the name
 * @param valueStart index of the value's first byte
 * @param valueEnd index after the value's last byte
 */
public record JsonField(String name, int start, int valueStart, int valueEnd) {}
