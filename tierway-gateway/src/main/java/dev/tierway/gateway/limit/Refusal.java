package dev.tierway.gateway.limit;

import dev.tierway.core.failure.Failure;
import java.time.Duration;

/**
 * Which limit turned a request away, and what the caller is told.
 *
 * @param limit its name, e.g. {@code tokens per minute} or a budget's name
 * @param owner whose it is, e.g. {@code project 'shop'}
 * @param current used and held now, in the limit's unit
 * @param most what may be
 * @param frees predicted time until the request fits, if nobody else draws; 0 when time does not help
 * @param heldByOthers whether it would fit if every open hold came back whole, so that waiting for them makes sense
 */
public record Refusal(
        String limit, String owner, long current, long most, Duration frees, boolean heldByOthers, Failure failure) {}
