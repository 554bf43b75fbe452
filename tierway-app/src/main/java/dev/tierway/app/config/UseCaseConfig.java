package dev.tierway.app.config;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.usecase.UseCase;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A named profile of a project.
 *
 * @param model the alias it runs on; empty when requests choose
 * @param terms the tiers its requests may name
 * @param keys digests of the keys that may use it only
 * @param budgets what it may spend, by the calendar
 */
public record UseCaseConfig(
        String name,
        String project,
        Optional<String> model,
        Terms terms,
        List<KeyDigest> keys,
        List<BudgetConfig> budgets,
        UseCase.Defaults defaults,
        Optional<EscalateConfig> escalate) {
    private static final int LONGEST_NAME = 64;

    private static final ConfigFormat<Boolean> FLEX_FALLBACK = ConfigFormats.oneOf(Map.of("standard", true));
    private static final ConfigFormat<SpillOverride> SPILL = ConfigFormats.oneOf(SpillOverride.byName());

    /**
     * The tiers as they are written.
     *
     * @param allowed empty for those of the project
     * @param tier of requests that name none; empty for the project's where that is allowed
     */
    public record Terms(Set<ServiceTier> allowed, Optional<ServiceTier> tier) {
        public Terms {
            allowed = Set.copyOf(allowed);
        }

        static Terms from(ConfigReader reader) {
            List<ServiceTier> listed = reader.list("allowed_tiers", Formats.TIER);
            return new Terms(
                    listed.isEmpty() ? Set.of() : EnumSet.copyOf(listed), reader.optional("tier", Formats.TIER));
        }
    }

    public UseCaseConfig {
        keys = List.copyOf(keys);
        budgets = List.copyOf(budgets);
        if (name.length() > LONGEST_NAME || !name.chars().allMatch(UseCaseConfig::plain)) {
            throw new IllegalArgumentException("the name of a use case has at most " + LONGEST_NAME
                    + " letters, digits, '-', '_' and '.', because it travels in headers");
        }
    }

    static UseCaseConfig from(String name, ConfigReader reader, SecretResolver secrets) {
        String project = reader.required("project", ConfigFormats.TEXT);
        BudgetConfig.Owner owner = BudgetConfig.Owner.project(project).withUseCase(name);
        return new UseCaseConfig(
                name,
                project,
                reader.optional("model", ConfigFormats.TEXT),
                Terms.from(reader),
                KeyTexts.read(reader, secrets),
                reader.section("budget", it -> BudgetConfig.own(project + "/" + name, owner, it), List.of()),
                new UseCase.Defaults(reader.or("flex_fallback", FLEX_FALLBACK, false), reader.optional("spill", SPILL)),
                reader.section("escalate", it -> Optional.of(EscalateConfig.from(owner, it)), Optional.empty()));
    }

    /** Tiers that its requests may name. */
    public Set<ServiceTier> allowedTiers(ProjectConfig owner) {
        return terms.allowed().isEmpty() ? owner.allowedTiers() : terms.allowed();
    }

    /** Tier of a request that names none. */
    public ServiceTier tier(ProjectConfig owner) {
        Set<ServiceTier> allowed = allowedTiers(owner);
        return terms.tier()
                .orElseGet(() ->
                        allowed.contains(owner.defaultTier()) ? owner.defaultTier() : ProjectConfig.usual(allowed));
    }

    /** Its own, and those of its escalation. */
    Stream<BudgetConfig> allBudgets() {
        return Stream.concat(budgets.stream(), escalate.stream().flatMap(it -> it.budgets().stream()));
    }

    private static boolean plain(int character) {
        return character < 128 && (Character.isLetterOrDigit(character) || "-_.".indexOf(character) >= 0);
    }
}
