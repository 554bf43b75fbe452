package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.evals.redact.Redactor;
import java.time.Duration;
import java.util.Optional;

/**
 * For how long feedback is kept, and what is taken out of it before.
 *
 * @param redactor absent to keep it as it was
 */
public record FeedbackConfig(Duration retention, Optional<Redactor> redactor) {
    public static final FeedbackConfig DEFAULTS = new FeedbackConfig(Duration.ofDays(365), Optional.empty());

    private static final ConfigFormat<Duration> RETENTION = ConfigFormats.DURATION.where(
            "a duration of at least 1h, like 365d", it -> it.compareTo(Duration.ofHours(1)) >= 0);

    static FeedbackConfig from(ConfigReader reader) {
        return new FeedbackConfig(
                reader.or("retention", RETENTION, DEFAULTS.retention()),
                RedactionConfig.of(reader, "redact").map(Redactor::new));
    }
}
