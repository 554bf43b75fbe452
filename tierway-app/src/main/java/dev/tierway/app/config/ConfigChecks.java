package dev.tierway.app.config;

import dev.tierway.core.capacity.PoolCapacity;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.webhook.WebhookSubscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold between the parts of a configuration. Confined to one check. */
final class ConfigChecks {
    private final TierwayConfig config;
    private final ConfigNode root;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private ConfigChecks(TierwayConfig config, ConfigNode root) {
        this.config = config;
        this.root = root;
    }

    /** The contradictions of {@code config}, located in the tree it was read from. */
    static List<ConfigProblem> problems(TierwayConfig config, ConfigNode root) {
        ConfigChecks checks = new ConfigChecks(config, root);
        checks.somethingIsServed();
        checks.models();
        checks.reservations();
        checks.reservationsFit();
        checks.poolsAreApart();
        checks.keysAreUnique();
        checks.quotas();
        checks.budgets();
        checks.webhooks();
        checks.developmentKeyStaysLocal();
        checks.prices();
        checks.problems.addAll(UseCaseChecks.problems(config, root));
        return checks.problems;
    }

    private void somethingIsServed() {
        if (config.models().isEmpty()) {
            problem("no model is served; add one under 'models'", "models");
        }
        boolean keyless = config.projects().values().stream()
                .allMatch(project -> config.keysOf(project).isEmpty());
        if (config.projects().isEmpty() || (keyless && config.admin().keys().isEmpty())) {
            problem(
                    "no key is accepted; add a project with 'keys' under 'projects', or with 'admin.keys' of"
                            + " administrators who make its keys",
                    "projects");
        }
    }

    private void models() {
        for (ModelConfig model : config.models().values()) {
            for (int i = 0; i < model.deployments().size(); i++) {
                String deployment = model.deployments().get(i);
                if (!config.deployments().containsKey(deployment)) {
                    unknown("deployment", deployment, config.deployments().keySet(), pathOf(model, i));
                } else if (model.deployments().indexOf(deployment) < i) {
                    problem("deployment '" + deployment + "' is listed twice", pathOf(model, i));
                }
            }
        }
    }

    /** A deployment shared by pools that differ would be scheduled twice, each time as if it were whole. */
    private void poolsAreApart() {
        Map<String, ModelConfig> servedBy = new HashMap<>();
        for (ModelConfig model : config.models().values()) {
            for (int i = 0; i < model.deployments().size(); i++) {
                ModelConfig other = servedBy.putIfAbsent(model.deployments().get(i), model);
                if (other != null && !Set.copyOf(other.deployments()).equals(Set.copyOf(model.deployments()))) {
                    problem(
                            "deployment '" + model.deployments().get(i) + "' also serves model '" + other.name()
                                    + "', whose deployments differ; models that share a deployment must list the same"
                                    + " deployments",
                            pathOf(model, i));
                }
            }
        }
    }

    private static String[] pathOf(ModelConfig model, int deployment) {
        return new String[] {"models", model.name(), "deployments", Integer.toString(deployment)};
    }

    private void reservations() {
        config.reservations()
                .forEach((name, reservation) ->
                        problems.addAll(ReservationChecks.problems(config, reservation, root, "reservations", name)));
    }

    /** Reservations of one pool must fit into what it can serve, as far as that is stated, at every time. */
    private void reservationsFit() {
        Map<Set<String>, List<Reservation>> byPool = new LinkedHashMap<>();
        for (Reservation reservation : config.reservations().values()) {
            ModelConfig model = config.models().get(reservation.model());
            if (model != null) {
                byPool.computeIfAbsent(Set.copyOf(model.deployments()), key -> new ArrayList<>())
                        .add(reservation);
            }
        }
        byPool.forEach((deployments, reservations) -> config.models().values().stream()
                .filter(model -> Set.copyOf(model.deployments()).equals(deployments))
                .forEach(model -> model.capacity().ifPresent(capacity -> overbooked(model, capacity, reservations))));
    }

    private void overbooked(ModelConfig model, PoolCapacity capacity, List<Reservation> reservations) {
        capacity.overbooked(reservations)
                .ifPresent(it -> problem(
                        it.text() + ", but the pool of model '" + model.name() + "' serves "
                                + capacity.inputTpm() + " and " + capacity.outputTpm()
                                + "; make them smaller, or their windows apart, or raise 'capacity' if the pool"
                                + " serves more",
                        "reservations",
                        it.names().getLast()));
    }

    private void keysAreUnique() {
        Map<KeyDigest, String> owners = new HashMap<>();
        config.projects()
                .values()
                .forEach(it -> own(it.keys(), "project '" + it.name() + "'", owners, "projects", it.name()));
        config.useCases()
                .values()
                .forEach(it -> own(it.keys(), "use case '" + it.name() + "'", owners, "use_cases", it.name()));
        for (int i = 0; i < config.admin().keys().size(); i++) {
            String owner = owners.get(config.admin().keys().get(i));
            if (owner != null) {
                problem(
                        "this key belongs to " + owner + "; an admin key is a key of its own",
                        "admin",
                        "keys",
                        Integer.toString(i));
            }
        }
    }

    private void own(List<KeyDigest> keys, String owner, Map<KeyDigest, String> owners, String... path) {
        for (int i = 0; i < keys.size(); i++) {
            String other = owners.putIfAbsent(keys.get(i), owner);
            if (other != null) {
                problem(
                        "this key already belongs to " + other + "; a key belongs to one project or use case",
                        path[0],
                        path[1],
                        "keys",
                        Integer.toString(i));
            }
        }
    }

    private void quotas() {
        config.limits().quotas().keySet().forEach(model -> knownModel(model, "quotas", model));
        for (ProjectConfig project : config.projects().values()) {
            project.quota()
                    .models()
                    .keySet()
                    .forEach(model -> knownModel(model, "projects", project.name(), "quota", "models", model));
        }
    }

    private void knownModel(String model, String... path) {
        if (!config.models().containsKey(model)) {
            unknown("model", model, config.models().keySet(), path);
        }
    }

    private void budgets() {
        ConfiguredLimits.owned(config).forEach(budget -> {
            if (config.limits().budgets().containsKey(budget.name())) {
                problem(
                        "budget '" + budget.name() + "' has the name that the budget of "
                                + budget.owner()
                                        .useCase()
                                        .map(name -> "use case '" + name + "'")
                                        .orElse("project '"
                                                + budget.owner().project().orElse("") + "'")
                                + " is known by; give it another",
                        "budgets",
                        budget.name());
            }
        });
        for (BudgetConfig budget : config.limits().budgets().values()) {
            budget.owner().project().ifPresent(project -> {
                if (!config.projects().containsKey(project)) {
                    unknown("project", project, config.projects().keySet(), "budgets", budget.name(), "project");
                }
            });
            budget.owner().key().ifPresent(key -> {
                Set<String> known = keyIds(budget.owner());
                if (!known.contains(key)) {
                    unknown("key", key, known, "budgets", budget.name(), "key");
                }
            });
        }
    }

    /** The ids of the keys that a budget could be for. */
    private Set<String> keyIds(BudgetConfig.Owner owner) {
        return config.projects().values().stream()
                .filter(project ->
                        owner.project().isEmpty() || owner.project().get().equals(project.name()))
                .flatMap(project -> config.keysOf(project).stream())
                .map(KeyDigest::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void webhooks() {
        for (WebhookSubscription webhook : config.webhooks().values()) {
            for (String project : webhook.projects()) {
                if (!config.projects().containsKey(project)) {
                    String name = webhook.target().name();
                    unknown("project", project, config.projects().keySet(), "webhooks", name, "projects");
                }
            }
        }
    }

    private void developmentKeyStaysLocal() {
        if (config.server().loopbackOnly()) {
            return;
        }
        if (config.admin().keys().contains(AdminConfig.DEVELOPMENT_KEY)) {
            problem(
                    "the well-known admin key 'tierway-admin' is accepted while 'server.host' is "
                            + config.server().host()
                            + ", which other machines can reach; use a key of your own, or listen on 127.0.0.1",
                    "admin",
                    "keys");
        }
        for (ProjectConfig project : config.projects().values()) {
            if (project.keys().contains(ProjectConfig.DEVELOPMENT_KEY)) {
                problem(
                        "project '" + project.name() + "' accepts the well-known key 'tierway-dev' while 'server.host'"
                                + " is " + config.server().host() + ", which other machines can reach; give it a key of"
                                + " its own, or listen on 127.0.0.1",
                        "projects",
                        project.name(),
                        "keys");
            }
        }
    }

    private void prices() {
        for (ModelConfig model : config.models().values()) {
            Set<String> listed = config.prices().listed().models();
            if (model.price().orElse(null) instanceof AliasPrice.OfBook(String name) && !listed.contains(name)) {
                String[] path = {"models", model.name(), "price", "book"};
                if (config.prices().book().isEmpty()) {
                    problem("there is no price book; name its file under 'prices.book'", path);
                } else {
                    unknown("model in the price book", name, listed, path);
                }
            } else if (config.prices().unpriced() == Pricing.WithoutPrice.REFUSE
                    && config.prices().versions(model).isEmpty()) {
                problem(
                        "model '" + model.name() + "' has no price, so 'prices.unpriced: refuse' would refuse all its"
                                + " requests; give it a 'price', or set 'prices.unpriced' to 'serve'",
                        "models",
                        model.name());
            }
        }
    }

    private void unknown(String what, String name, Collection<String> known, String... path) {
        problem("unknown " + what + " '" + name + "'; " + NearestName.hint(name, known), path);
    }

    private void problem(String message, String... path) {
        problems.add(new ConfigProblem(root.locate(path), message));
    }
}
