package dev.tierway.gateway.limit;

import java.time.Instant;

/**
 * Now, on both clocks.
 *
 * @param nanos of the monotonic ticker, for rates and rolling windows
 * @param wall for calendar periods; may step in either direction
 */
public record Moment(long nanos, Instant wall) {}
