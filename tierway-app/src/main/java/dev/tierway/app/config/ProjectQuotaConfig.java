package dev.tierway.app.config;

import dev.tierway.core.config.ConfigReader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The quotas of one project; all that apply must have room.
 *
 * @param all of all its requests together
 * @param perKey of each of its keys alone
 * @param models of its requests for a model, by alias
 */
public record ProjectQuotaConfig(QuotaConfig all, QuotaConfig perKey, Map<String, QuotaConfig> models) {
    public static final ProjectQuotaConfig NONE = new ProjectQuotaConfig(QuotaConfig.NONE, QuotaConfig.NONE, Map.of());

    public ProjectQuotaConfig {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }

    static ProjectQuotaConfig from(ConfigReader reader) {
        return new ProjectQuotaConfig(
                QuotaConfig.ofRates(reader),
                reader.section("per_key", QuotaConfig::ofRates, QuotaConfig.NONE),
                reader.named("models", (alias, it) -> QuotaConfig.from(it)));
    }
}
