package dev.tierway.gateway.batch.run;

import dev.tierway.core.failure.Failure;
import java.time.Duration;
import java.util.Optional;

/**
 * When a line that failed is tried again: after a pause that doubles with each attempt, or the one that the failure
 * predicts.
 *
 * @param first pause after the first attempt
 * @param longest pause
 * @param faults attempts at a line that backends, or the gateway, fail at; want of capacity is waited out to the end of
 *     the window
 */
public record Retries(Duration first, Duration longest, int faults) {
    public static final Retries DEFAULTS = new Retries(Duration.ofSeconds(1), Duration.ofMinutes(1), 6);

    /**
     * How long to wait before the next attempt; empty when the failure is the line's result.
     *
     * @param attempt the one that failed, 1 for the first
     * @param spread 0 to 1, random, so that lines that failed together are not tried together
     */
    public Optional<Duration> pause(Failure failure, int attempt, double spread) {
        return switch (failure.kind()) {
            case RATE_LIMITED, OVERLOADED -> Optional.of(pause(attempt, failure, spread));
            case UPSTREAM_FAILED, UPSTREAM_TIMEOUT, INTERNAL ->
                attempt < faults ? Optional.of(pause(attempt, failure, spread)) : Optional.empty();
            case INVALID_REQUEST,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CLIENT_TIMEOUT,
                    CONFLICT,
                    TOO_LARGE,
                    BUDGET_EXHAUSTED,
                    CLIENT_GONE -> Optional.empty();
        };
    }

    private Duration pause(int attempt, Failure failure, double spread) {
        double doubled = (double) first.toNanos() * Math.pow(2, Math.min(attempt - 1, 30));
        Duration predicted = failure.retryAfter();
        double wanted = Math.max(doubled, predicted == null ? 0 : (double) predicted.toNanos());
        return Duration.ofNanos((long) (Math.min(wanted, (double) longest.toNanos()) * (1 - spread / 2)));
    }
}
