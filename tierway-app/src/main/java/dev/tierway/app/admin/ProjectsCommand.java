package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "projects", description = "List the projects: who may ask for what.")
final class ProjectsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    ProjectsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new ListRequest(gateway, terminal)
                .show(
                        "projects",
                        Table.of(List.of("project", "allowed tiers", "default tier", "budgets"), List.of("weight")),
                        ProjectsCommand::row);
    }

    private static List<String> row(JsonNode project) {
        return List.of(
                Shown.text(project, "id"),
                Shown.texts(project.path("allowed_tiers")),
                Shown.text(project, "default_tier"),
                Shown.texts(project.path("budgets")),
                project.path("weight").asString(Shown.NOTHING));
    }
}
