package dev.tierway.app.config;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.tier.ServiceTier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What must hold between use cases and the rest of a configuration. Confined to one check. */
final class UseCaseChecks {
    private static final String USE_CASES = "use_cases";

    private final TierwayConfig config;
    private final ConfigNode root;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private UseCaseChecks(TierwayConfig config, ConfigNode root) {
        this.config = config;
        this.root = root;
    }

    /** The contradictions of {@code config}, located in the tree it was read from. */
    static List<ConfigProblem> problems(TierwayConfig config, ConfigNode root) {
        UseCaseChecks checks = new UseCaseChecks(config, root);
        config.useCases().values().forEach(checks::useCase);
        config.limits().budgets().values().forEach(checks::budget);
        return checks.problems;
    }

    private void useCase(UseCaseConfig useCase) {
        if (config.models().containsKey(useCase.name())) {
            problem(
                    "use case '" + useCase.name() + "' has the name of a model, and requests may name either as their"
                            + " 'model'; give it another",
                    USE_CASES,
                    useCase.name());
        }
        useCase.model().ifPresent(model -> {
            if (!config.models().containsKey(model)) {
                unknown("model", model, config.models().keySet(), USE_CASES, useCase.name(), "model");
            }
        });
        ProjectConfig project = config.projects().get(useCase.project());
        if (project == null) {
            unknown("project", useCase.project(), config.projects().keySet(), USE_CASES, useCase.name(), "project");
        } else {
            tiers(useCase, project);
            defaults(useCase, project);
            useCase.escalate().ifPresent(it -> escalation(useCase, it, project));
        }
    }

    private void tiers(UseCaseConfig useCase, ProjectConfig project) {
        for (ServiceTier each : useCase.terms().allowed()) {
            if (!project.allowedTiers().contains(each)) {
                problem(beyond(project, each), USE_CASES, useCase.name(), "allowed_tiers");
            }
        }
        useCase.terms().tier().ifPresent(tier -> {
            Set<ServiceTier> allowed = useCase.allowedTiers(project);
            if (!project.allowedTiers().contains(tier)) {
                problem(beyond(project, tier), USE_CASES, useCase.name(), "tier");
            } else if (!allowed.contains(tier)) {
                problem(
                        "'tier' (" + Formats.name(tier) + ") must be one of 'allowed_tiers' (" + Formats.names(allowed)
                                + ")",
                        USE_CASES,
                        useCase.name(),
                        "tier");
            }
        });
    }

    private void defaults(UseCaseConfig useCase, ProjectConfig project) {
        Set<ServiceTier> allowed = useCase.allowedTiers(project);
        if (useCase.defaults().flexFallback() && !allowed.containsAll(Set.of(ServiceTier.FLEX, ServiceTier.STANDARD))) {
            problem(
                    "'flex_fallback' needs flex and standard among the tiers of the use case (" + Formats.names(allowed)
                            + ")",
                    USE_CASES,
                    useCase.name(),
                    "flex_fallback");
        }
        useCase.defaults().spill().ifPresent(spill -> spill(useCase, spill, allowed));
    }

    private void spill(UseCaseConfig useCase, SpillOverride spill, Set<ServiceTier> allowed) {
        String[] path = {USE_CASES, useCase.name(), "spill"};
        if (!allowed.contains(ServiceTier.RESERVED)) {
            problem(
                    "'spill' is for reserved work, and reserved is not among the tiers of the use case ("
                            + Formats.names(allowed) + ")",
                    path);
        } else if (spill.tier().filter(tier -> !allowed.contains(tier)).isPresent()) {
            problem(
                    "'spill' (" + spill.wireName() + ") leads out of the tiers of the use case ("
                            + Formats.names(allowed) + ")",
                    path);
        } else {
            permitted(useCase, spill, path);
        }
    }

    /** The reservations that the use case draws on let its requests ask for {@code spill}. */
    private void permitted(UseCaseConfig useCase, SpillOverride spill, String... path) {
        for (Reservation reservation : config.reservations().values()) {
            boolean drawn = reservation.projects().contains(useCase.project())
                    && useCase.model().orElse(reservation.model()).equals(reservation.model());
            if (drawn && !reservation.overrides().contains(spill)) {
                problem(
                        "reservation '" + reservation.name() + "' does not permit '" + spill.wireName()
                                + "', which this asks for; add it to its 'spill_overrides'",
                        path);
            }
        }
    }

    private void escalation(UseCaseConfig useCase, EscalateConfig escalate, ProjectConfig project) {
        String[] path = {USE_CASES, useCase.name(), "escalate", "to"};
        ServiceTier to = escalate.rule().to();
        ServiceTier usual = useCase.tier(project);
        Set<ServiceTier> allowed = useCase.allowedTiers(project);
        if (!to.outranks(usual)) {
            problem(
                    "'to' (" + Formats.name(to) + ") must be a better tier than that of requests that name none ("
                            + Formats.name(usual) + ")",
                    path);
        } else if (!allowed.contains(to)) {
            problem(
                    "'to' (" + Formats.name(to) + ") must be one of the tiers of the use case ("
                            + Formats.names(allowed) + ")",
                    path);
        } else if (to == ServiceTier.RESERVED) {
            permitted(useCase, SpillOverride.RESERVATION_ONLY, path);
        }
        useCase.model().map(config.models()::get).ifPresent(model -> {
            boolean counted = to != ServiceTier.RESERVED && !escalate.budgets().isEmpty();
            if (counted && config.prices().versions(model).isEmpty()) {
                problem(
                        "this budget counts money, and model '" + model.name() + "' has no price, so nothing would"
                                + " ever escalate; give the model a 'price', or leave the budget out",
                        USE_CASES,
                        useCase.name(),
                        "escalate",
                        "budget");
            }
        });
    }

    private void budget(BudgetConfig budget) {
        budget.owner().useCase().ifPresent(name -> {
            String[] path = {"budgets", budget.name(), "use_case"};
            UseCaseConfig useCase = config.useCases().get(name);
            if (useCase == null) {
                unknown("use case", name, config.useCases().keySet(), path);
            } else if (!budget.owner().project().orElse(useCase.project()).equals(useCase.project())) {
                problem(
                        "use case '" + name + "' belongs to project '" + useCase.project()
                                + "', so this budget would never count; name that 'project', or leave it out",
                        path);
            }
        });
    }

    private static String beyond(ProjectConfig project, ServiceTier tier) {
        return "project '" + project.name() + "' may not use " + Formats.name(tier) + "; its 'allowed_tiers' are "
                + Formats.names(project.allowedTiers());
    }

    private void unknown(String what, String name, Collection<String> known, String... path) {
        problem("unknown " + what + " '" + name + "'; " + NearestName.hint(name, known), path);
    }

    private void problem(String message, String... path) {
        problems.add(new ConfigProblem(root.locate(path), message));
    }
}
