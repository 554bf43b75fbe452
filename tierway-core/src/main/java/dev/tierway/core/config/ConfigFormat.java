package dev.tierway.core.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How a scalar of a certain meaning is written. Immutable.
 *
 * @param accepts what is accepted, with units and an example, to follow "must be"
 * @param placeholder stands in for a value that was missing or malformed, so that binding can go on and find the other
 *     mistakes; it never leaves a failed binding
 * @param parser empty for text that is not so written
 */
public record ConfigFormat<T>(String accepts, T placeholder, Function<String, Optional<T>> parser) {

    public Optional<T> parse(String text) {
        return parser.apply(text);
    }

    /** This format restricted to the values that pass {@code condition}. */
    public ConfigFormat<T> where(String restricted, Predicate<T> condition) {
        return new ConfigFormat<>(restricted, placeholder, text -> parse(text).filter(condition));
    }

    public <R> ConfigFormat<R> map(Function<T, R> conversion) {
        return new ConfigFormat<>(
                accepts, conversion.apply(placeholder), text -> parse(text).map(conversion));
    }
}
