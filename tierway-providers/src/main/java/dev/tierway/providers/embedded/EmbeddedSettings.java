package dev.tierway.providers.embedded;

import java.time.Duration;

/**
 * How one embedded deployment is offered.
 *
 * @param name the deployment's name in configuration
 * @param slots requests it runs at once
 * @param prefillTokensPerSecond prior for the scheduler
 * @param outputTokensPerSecond prior for one stream
 * @param reportEvery time between two load reports
 */
public record EmbeddedSettings(
        String name, int slots, double prefillTokensPerSecond, double outputTokensPerSecond, Duration reportEvery) {
    public EmbeddedSettings {
        if (slots < 1 || reportEvery.isNegative() || reportEvery.isZero()) {
            throw new IllegalArgumentException("embedded deployment " + name + ": slots=" + slots
                    + " (1 or more), reportEvery=" + reportEvery + " (above 0)");
        }
    }
}
