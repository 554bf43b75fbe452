package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.evals.redact.Redactor;
import dev.tierway.gateway.completion.CompletionSettings;
import dev.tierway.gateway.completion.SamplingRule;
import java.time.Duration;
import java.util.List;

/** Whether completions are stored, which, and for how long. */
public record CompletionsConfig(boolean enabled, CompletionSettings settings) {
    public static final CompletionsConfig OFF = new CompletionsConfig(false, CompletionSettings.DEFAULTS);

    private static final ConfigFormat<Duration> RETENTION = ConfigFormats.DURATION.where(
            "a duration of at least 1h, like 30d", it -> it.compareTo(Duration.ofHours(1)) >= 0);
    private static final ConfigFormat<Long> SIZE =
            ConfigFormats.SIZE.where("a size from 1KiB to 16MiB", size -> size >= 1 << 10 && size <= 16L << 20);

    static CompletionsConfig from(ConfigReader reader) {
        CompletionSettings defaults = CompletionSettings.DEFAULTS;
        CompletionsConfig config = new CompletionsConfig(
                reader.or("enabled", ConfigFormats.FLAG, false),
                new CompletionSettings(
                        reader.or("retention", RETENTION, defaults.retention()),
                        reader.or("max_size", SIZE, (long) defaults.maxBytes()).intValue(),
                        RedactionConfig.of(reader, "redact").map(Redactor::new),
                        List.copyOf(
                                reader.named("sample", CompletionsConfig::rule).values())));
        if (!config.enabled && !config.settings.sampling().isEmpty()) {
            reader.problem("sample", "'sample' needs 'enabled: true': nothing is stored without it");
        }
        return config;
    }

    private static SamplingRule rule(String name, ConfigReader reader) {
        return new SamplingRule(
                name,
                reader.optional("project", ConfigFormats.TEXT),
                reader.optional("use_case", ConfigFormats.TEXT),
                reader.optional("model", ConfigFormats.TEXT),
                reader.required("rate", ConfigFormats.PERCENT),
                RedactionConfig.of(reader, "redact").map(Redactor::new));
    }
}
