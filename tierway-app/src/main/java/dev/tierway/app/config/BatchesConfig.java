package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.time.Duration;

/**
 * How batches are run.
 *
 * @param linesAtOnce lines of one model at most that the gateway has in its queue or runs
 * @param outputExpiry how long output files are kept where a batch does not say
 */
public record BatchesConfig(int linesAtOnce, Duration outputExpiry) {
    public static final BatchesConfig DEFAULTS = new BatchesConfig(256, Duration.ofDays(30));

    private static final ConfigFormat<Integer> LINES = ConfigFormats.integer(1, 100_000);
    private static final ConfigFormat<Duration> EXPIRY = ConfigFormats.DURATION.where(
            "a duration of at least 1h, like 30d", it -> it.compareTo(Duration.ofHours(1)) >= 0);

    static BatchesConfig from(ConfigReader reader) {
        return new BatchesConfig(
                reader.or("lines_at_once", LINES, DEFAULTS.linesAtOnce),
                reader.or("output_expiry", EXPIRY, DEFAULTS.outputExpiry));
    }
}
