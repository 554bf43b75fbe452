package dev.tierway.app.config;

import dev.tierway.core.config.ConfigReader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits beside those of the projects, and who is told of them.
 *
 * @param quotas by model alias
 * @param budgets by name
 */
public record LimitsConfig(Map<String, QuotaConfig> quotas, Map<String, BudgetConfig> budgets, AlertsConfig alerts) {
    public static final LimitsConfig NONE = new LimitsConfig(Map.of(), Map.of(), AlertsConfig.DEFAULTS);

    public LimitsConfig {
        quotas = Collections.unmodifiableMap(new LinkedHashMap<>(quotas));
        budgets = Collections.unmodifiableMap(new LinkedHashMap<>(budgets));
    }

    /** Reads {@code quotas}, {@code budgets} and {@code alerts}. */
    static LimitsConfig from(ConfigReader reader, SecretResolver secrets) {
        return new LimitsConfig(
                reader.named("quotas", (model, it) -> QuotaConfig.from(it)),
                reader.named("budgets", BudgetConfig::from),
                reader.section("alerts", it -> AlertsConfig.from(it, secrets), AlertsConfig.DEFAULTS));
    }
}
