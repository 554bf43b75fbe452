package dev.tierway.gateway.reservation;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.failure.Failure;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request header by which a reserved request asks for another spill than its reservation's policy. */
public final class SpillHeader {
    public static final String NAME = "x-tierway-spill";

    private static final Map<String, SpillOverride> BY_NAME = SpillOverride.byName();

    private SpillHeader() {}

    /**
     * What {@code value} asks for; empty when there is no header.
     *
     * @throws dev.tierway.core.failure.FailureException when it asks for something unknown
     */
    public static Optional<SpillOverride> parse(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        SpillOverride asked = BY_NAME.get(value);
        if (asked == null) {
            throw Failure.invalid(
                            NAME,
                            "unknown_spill",
                            "the header " + NAME + " must be one of " + String.join(", ", BY_NAME.keySet()) + ", not '"
                                    + value + "'")
                    .toException();
        }
        return Optional.of(asked);
    }
}
