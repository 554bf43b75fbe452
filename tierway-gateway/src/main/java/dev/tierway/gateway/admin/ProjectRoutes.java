package dev.tierway.gateway.admin;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** {@code GET /v1/organization/projects}: the configured projects, with tiers as the configuration calls them. Thread-safe. */
public final class ProjectRoutes {
    private final AdminKeys admins;
    private final List<Project> projects;
    private final List<BudgetSpec> budgets;

    public ProjectRoutes(AdminKeys admins, List<Project> projects, List<BudgetSpec> budgets) {
        this.admins = admins;
        this.projects = List.copyOf(projects);
        this.budgets = List.copyOf(budgets);
    }

    void list(Exchange exchange) {
        admins.require(exchange.header("authorization"));
        ListReply.whole(projects, Project::name, this::write).send(exchange);
    }

    private void write(JsonGenerator json, Project project) {
        json.writeStartObject();
        json.writeStringProperty("object", "organization.project");
        json.writeStringProperty("id", project.name());
        json.writeStringProperty("name", project.name());
        json.writeStringProperty("status", "active");
        json.writeArrayPropertyStart("allowed_tiers");
        project.allowedTiers().stream().sorted().map(ProjectRoutes::name).forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("default_tier", name(project.defaultTier()));
        json.writeNumberProperty("weight", project.weight());
        json.writeArrayPropertyStart("budgets");
        budgets.stream()
                .filter(budget -> budget.scope().project().equals(Optional.of(project.name())))
                .map(BudgetSpec::name)
                .forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String name(ServiceTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}
