package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.scheduler.engine.Decision;
import java.time.Duration;

/** Tells callers why the scheduler turned them away and what to do. */
final class Refusals {
    /** Code of a request that no healthy deployment can take. */
    static final String NO_DEPLOYMENT = "no_healthy_deployment";

    private Refusals() {}

    static Failure failure(Decision.Refuse refuse) {
        Failure failure = switch (refuse.reason()) {
            case QUEUE_FULL ->
                limited(
                        "queue_full",
                        "the queue of this tier is full: retry after the time in Retry-After, or ask for a"
                                + " higher service_tier");
            case DEADLINE_UNREACHABLE ->
                limited(
                        "deadline_unreachable",
                        "the predicted wait is longer than this request may wait: retry after the time in"
                                + " Retry-After, or ask for a higher service_tier");
            case DEADLINE_PASSED ->
                Failure.of(
                        FailureKind.OVERLOADED,
                        "deadline_passed",
                        "no capacity came free while the request was allowed to wait: retry after the time in"
                                + " Retry-After, or ask for a higher service_tier");
            case FLEX_UNAVAILABLE ->
                limited(
                        "flex_unavailable",
                        "no flex capacity came free in time, and nothing is billed: retry later, or send"
                                + " service_tier 'default'");
            case RESERVATION_EXHAUSTED ->
                limited(
                        "reservation_exhausted",
                        shortfall(refuse) + " is used up for now, and this request may not spill from it: retry after"
                                + " the time in Retry-After, or send another service_tier");
            case OUTSIDE_WINDOW ->
                limited(
                        "outside_window",
                        shortfall(refuse) + " is not active at this time, and this request may not spill from it: retry"
                                + " after the time in Retry-After, or send another service_tier");
            case SPILL_NOT_PERMITTED ->
                Failure.of(
                        FailureKind.FORBIDDEN,
                        "spill_not_permitted",
                        shortfall(refuse) + " does not permit the spill that x-tierway-spill asks for: leave the header"
                                + " out, or ask the operator to list it in the reservation's 'spill_overrides'");
            case NO_RESERVATION ->
                Failure.invalid(
                        "service_tier",
                        "no_reservation",
                        "service_tier 'reserved' needs a reservation of your project on this model: add one"
                                + " under 'reservations' in the gateway's configuration, or send 'priority'");
            case TOO_LARGE ->
                Failure.invalid(
                        "messages",
                        "context_length_exceeded",
                        "the prompt and its max_tokens are longer than any deployment of this model can hold:"
                                + " shorten the prompt or lower max_tokens");
            case NO_DEPLOYMENT ->
                Failure.of(
                        FailureKind.OVERLOADED,
                        "no_healthy_deployment",
                        "no deployment of this model is healthy now: retry after the time in Retry-After; the"
                                + " operator finds the cause in the gateway's log");
        };
        return refuse.retryAfterNanos() > 0
                ? failure.withRetryAfter(Duration.ofNanos(refuse.retryAfterNanos()))
                : failure;
    }

    /** Names the reservation, what was asked of it and what is left; the numbers are units. */
    private static String shortfall(Decision.Refuse refuse) {
        return refuse.shortfall()
                .map(it -> "reservation '" + it.reservation() + "' (asked for " + whole(it.inputAsked()) + " input and "
                        + whole(it.outputAsked()) + " output, " + whole(it.inputLeft()) + " and "
                        + whole(it.outputLeft()) + " left)")
                .orElse("the reservation");
    }

    private static long whole(double units) {
        return (long) Math.floor(units);
    }

    private static Failure limited(String code, String message) {
        return Failure.of(FailureKind.RATE_LIMITED, code, message);
    }
}
