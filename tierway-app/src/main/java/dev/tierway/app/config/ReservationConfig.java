package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.tier.ServiceTier;
import java.util.Map;
import java.util.Optional;

/**
 * Capacity of a model that is set aside for a project.
 *
 * @param inputTpm prompt tokens per minute
 * @param outputTpm output tokens per minute
 * @param spill tier of what is above; empty to refuse it
 */
public record ReservationConfig(
        String name, String model, String project, long inputTpm, long outputTpm, Optional<ServiceTier> spill) {
    static final Optional<ServiceTier> SPILL = Optional.of(ServiceTier.STANDARD);

    private static final ConfigFormat<Optional<ServiceTier>> SPILLS = ConfigFormats.oneOf(Map.of(
            "priority", Optional.of(ServiceTier.PRIORITY),
            "standard", Optional.of(ServiceTier.STANDARD),
            "flex", Optional.of(ServiceTier.FLEX),
            "reject", Optional.empty()));

    static ReservationConfig from(String name, ConfigReader reader) {
        return new ReservationConfig(
                name,
                reader.required("model", ConfigFormats.TEXT),
                reader.required("project", ConfigFormats.TEXT),
                reader.required("input_tpm", Formats.POSITIVE_COUNT),
                reader.required("output_tpm", Formats.POSITIVE_COUNT),
                reader.or("spill", SPILLS, SPILL));
    }
}
