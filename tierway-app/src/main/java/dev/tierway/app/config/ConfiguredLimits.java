package dev.tierway.app.config;

import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.limit.LimitScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Every quota and budget of a configuration, wherever in it they are written. */
public final class ConfiguredLimits {
    private ConfiguredLimits() {}

    /** What the requests of {@code scope} may draw. */
    public record Quota(LimitScope scope, QuotaConfig config) {}

    /** Those of models, then those of projects; none is empty. */
    public static List<Quota> quotas(TierwayConfig config) {
        List<Quota> quotas = new ArrayList<>();
        config.limits().quotas().forEach((model, quota) -> quotas.add(new Quota(LimitScope.ofModel(model), quota)));
        for (ProjectConfig project : config.projects().values()) {
            LimitScope scope = LimitScope.ofProject(project.name());
            quotas.add(new Quota(scope, project.quota().all()));
            project.quota().models().forEach((model, quota) -> quotas.add(new Quota(scope.withModel(model), quota)));
        }
        quotas.removeIf(quota -> quota.config().empty());
        return List.copyOf(quotas);
    }

    /** What each key of a project may draw, by project; none is empty. */
    public static Map<String, QuotaConfig> quotasPerKey(TierwayConfig config) {
        Map<String, QuotaConfig> quotas = new LinkedHashMap<>();
        config.projects()
                .forEach((name, project) -> quotas.put(name, project.quota().perKey()));
        quotas.values().removeIf(QuotaConfig::empty);
        return quotas;
    }

    /** Those of {@code budgets}, then those of projects, then those of use cases and their escalations. */
    public static List<BudgetSpec> budgets(TierwayConfig config) {
        return Stream.concat(config.limits().budgets().values().stream(), owned(config))
                .map(ConfiguredLimits::spec)
                .toList();
    }

    /** The budgets that stand with their owners. */
    static Stream<BudgetConfig> owned(TierwayConfig config) {
        return Stream.concat(
                config.projects().values().stream().flatMap(project -> project.budgets().stream()),
                config.useCases().values().stream().flatMap(UseCaseConfig::allBudgets));
    }

    private static BudgetSpec spec(BudgetConfig budget) {
        BudgetConfig.Owner owner = budget.owner();
        BudgetConfig.Terms terms = budget.terms();
        return new BudgetSpec(
                budget.name(),
                new LimitScope(owner.project(), owner.key(), owner.useCase(), Optional.empty(), owner.escalated()),
                budget.period(),
                budget.limitNanos(),
                terms.alertAt(),
                terms.maxRequestNanos().map(OptionalLong::of).orElse(OptionalLong.empty()),
                terms.unpriced());
    }
}
