package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.util.Map;

/** What is written to standard error. Prompts and keys never are, at no level. */
public record LoggingConfig(Level level) {
    public static final LoggingConfig DEFAULTS = new LoggingConfig(Level.INFO);

    /** Least severe messages that are written. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG;

        static final ConfigFormat<Level> FORMAT =
                ConfigFormats.oneOf(Map.of("error", ERROR, "warn", WARN, "info", INFO, "debug", DEBUG));
    }

    static LoggingConfig from(ConfigReader reader) {
        return new LoggingConfig(reader.or("level", Level.FORMAT, DEFAULTS.level));
    }
}
