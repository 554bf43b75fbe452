package dev.tierway.gateway.webhook;

import dev.tierway.storage.event.EventType;
import java.util.Arrays;
import java.util.Optional;

/** An event type like {@code batch.completed}, a group of them like {@code batch.*}, or all: {@code *}. Immutable. */
public record EventPattern(String text) {
    private static final String ANY = "*";

    public static final EventPattern ALL = new EventPattern(ANY);

    /** Empty when no event can ever match. */
    public static Optional<EventPattern> parse(String text) {
        EventPattern pattern = new EventPattern(text);
        return Arrays.stream(EventType.values()).map(EventType::wireName).anyMatch(pattern::matches)
                ? Optional.of(pattern)
                : Optional.empty();
    }

    boolean matches(String type) {
        return text.endsWith(ANY) ? type.startsWith(text.substring(0, text.length() - 1)) : type.equals(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
