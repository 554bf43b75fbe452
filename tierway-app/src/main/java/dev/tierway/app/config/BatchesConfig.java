package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.batch.micro.MicroBatches;
import java.time.Duration;

/**
 * How much a batch may be, and how batches are run.
 *
 * @param linesAtOnce lines of one model at most that the gateway has in its queue or runs
 * @param maxLines lines that a batch may have
 * @param outputExpiry how long output files are kept where a batch does not say
 * @param micro when a batch of single submissions goes into progress
 */
public record BatchesConfig(int linesAtOnce, int maxLines, Duration outputExpiry, MicroBatches.Bounds micro) {
    public static final BatchesConfig DEFAULTS =
            new BatchesConfig(256, 50_000, Duration.ofDays(30), new MicroBatches.Bounds(100, Duration.ofSeconds(2)));

    private static final ConfigFormat<Integer> LINES = ConfigFormats.integer(1, 100_000);
    private static final ConfigFormat<Integer> MOST_LINES = ConfigFormats.integer(1, 1_000_000);
    private static final ConfigFormat<Duration> EXPIRY = ConfigFormats.DURATION.where(
            "a duration of at least 1h, like 30d", it -> it.compareTo(Duration.ofHours(1)) >= 0);
    private static final ConfigFormat<Duration> AGE = ConfigFormats.DURATION.where(
            "a duration from 1ms to 1h, like 2s",
            it -> it.compareTo(Duration.ofMillis(1)) >= 0 && it.compareTo(Duration.ofHours(1)) <= 0);

    static BatchesConfig from(ConfigReader reader) {
        return new BatchesConfig(
                reader.or("lines_at_once", LINES, DEFAULTS.linesAtOnce),
                reader.or("max_lines", MOST_LINES, DEFAULTS.maxLines),
                reader.or("output_expiry", EXPIRY, DEFAULTS.outputExpiry),
                reader.section("micro", BatchesConfig::micro, DEFAULTS.micro));
    }

    private static MicroBatches.Bounds micro(ConfigReader reader) {
        return new MicroBatches.Bounds(
                reader.or("max_lines", ConfigFormats.integer(1, 10_000), DEFAULTS.micro.lines()),
                reader.or("max_age", AGE, DEFAULTS.micro.age()));
    }
}
