package dev.tierway.app.cli;

import dev.tierway.core.config.ConfigFormat;

/** Reads option values in the formats of the configuration. */
public final class OptionValues {
    private OptionValues() {}

    /**
     * The value of an option.
     *
     * @throws UsageException that says how it is written
     */
    public static <T> T parse(String option, String text, ConfigFormat<T> format) {
        return format.parse(text)
                .orElseThrow(
                        () -> new UsageException(option + " must be " + format.accepts() + ", not '" + text + "'"));
    }
}
