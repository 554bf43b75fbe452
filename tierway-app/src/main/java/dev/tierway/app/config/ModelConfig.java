package dev.tierway.app.config;

import dev.tierway.core.capacity.PoolCapacity;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.pricing.PriceDefaults;
import java.util.List;
import java.util.Optional;

/**
 * A model alias: the name callers use, and what serves it.
 *
 * @param deployments names of the deployments of its pool, at least one
 * @param price empty for the price that the price book has for {@code name}, if any
 * @param capacity what its pool can serve; empty when unknown
 */
public record ModelConfig(
        String name,
        List<String> deployments,
        TargetsConfig targets,
        Optional<AliasPrice> price,
        Optional<PoolCapacity> capacity) {
    public ModelConfig {
        deployments = List.copyOf(deployments);
    }

    static ModelConfig from(String name, ConfigReader reader, PriceDefaults defaults) {
        List<String> deployments = reader.list("deployments", ConfigFormats.TEXT);
        if (deployments.isEmpty()) {
            reader.problem("deployments", "'deployments' must list at least one deployment");
        }
        return new ModelConfig(
                name,
                deployments,
                reader.section("targets", TargetsConfig::from, TargetsConfig.NONE),
                reader.section("price", it -> Optional.of(AliasPrice.from(it, defaults)), Optional.empty()),
                reader.section("capacity", ModelConfig::capacity, Optional.empty()));
    }

    private static Optional<PoolCapacity> capacity(ConfigReader reader) {
        return Optional.of(new PoolCapacity(
                reader.required("input_tpm", Formats.POSITIVE_COUNT),
                reader.required("output_tpm", Formats.POSITIVE_COUNT)));
    }
}
