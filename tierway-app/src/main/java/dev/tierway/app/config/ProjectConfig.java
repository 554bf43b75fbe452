package dev.tierway.app.config;

import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.KeyDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who pays, and what its keys may ask for.
 *
 * @param allowedTiers at least one
 * @param defaultTier tier of a request that names none; one of {@code allowedTiers}
 * @param weight share of a tier between projects, relative to theirs
 * @param keys digests of the keys that belong to it
 * @param quota what it may draw in a minute
 * @param budgets what it may spend, by the calendar
 */
public record ProjectConfig(
        String name,
        Set<ServiceTier> allowedTiers,
        ServiceTier defaultTier,
        double weight,
        List<KeyDigest> keys,
        ProjectQuotaConfig quota,
        List<BudgetConfig> budgets) {
    /** The key that the bundled configuration accepts: known to everyone, so for loopback only. */
    static final KeyDigest DEVELOPMENT_KEY = KeyDigest.of("tierway-dev");

    static final Set<ServiceTier> ALLOWED_TIERS = Set.of(ServiceTier.STANDARD);
    static final double WEIGHT = 1;

    public ProjectConfig {
        allowedTiers = Set.copyOf(allowedTiers);
        keys = List.copyOf(keys);
        budgets = List.copyOf(budgets);
        if (!allowedTiers.contains(defaultTier)) {
            throw new IllegalArgumentException("'default_tier' (" + Formats.name(defaultTier)
                    + ") must be one of 'allowed_tiers' (" + Formats.names(allowedTiers) + ")");
        }
    }

    static ProjectConfig from(String name, ConfigReader reader, SecretResolver secrets) {
        List<ServiceTier> listed = reader.list("allowed_tiers", Formats.TIER);
        Set<ServiceTier> allowed = listed.isEmpty() ? ALLOWED_TIERS : EnumSet.copyOf(listed);
        return new ProjectConfig(
                name,
                allowed,
                reader.or("default_tier", Formats.TIER, usual(allowed)),
                reader.or("weight", Formats.WEIGHT, WEIGHT),
                KeyTexts.read(reader, secrets, DEVELOPMENT_KEY),
                reader.section("quota", ProjectQuotaConfig::from, ProjectQuotaConfig.NONE),
                reader.section(
                        "budget", it -> BudgetConfig.own(name, BudgetConfig.Owner.project(name), it), List.of()));
    }

    /** Standard where it is allowed, else the next tier below it, else the next above. */
    static ServiceTier usual(Set<ServiceTier> allowed) {
        return Stream.of(
                        ServiceTier.STANDARD,
                        ServiceTier.FLEX,
                        ServiceTier.BATCH,
                        ServiceTier.PRIORITY,
                        ServiceTier.RESERVED)
                .filter(allowed::contains)
                .findFirst()
                .orElseThrow();
    }
}
