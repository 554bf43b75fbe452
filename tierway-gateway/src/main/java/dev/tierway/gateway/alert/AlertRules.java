package dev.tierway.gateway.alert;

import java.time.Duration;

/**
 * When to tell of what.
 *
 * @param burnRate multiple of a budget's pace, over the last hour and the last five minutes both, that is a surge
 * @param throttleShare share of a tier's requests, 0 to 1, whose refusal raises the alarm; it ends below half of it
 * @param throttleWindow span over which that share is taken
 * @param throttleRequests requests in that span below which the share says nothing
 */
public record AlertRules(double burnRate, double throttleShare, Duration throttleWindow, int throttleRequests) {
    public static final AlertRules DEFAULTS = new AlertRules(10, 0.1, Duration.ofMinutes(5), 20);
}
