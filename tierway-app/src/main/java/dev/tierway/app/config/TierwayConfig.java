package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything a gateway is told, checked: every name that is referred to exists. Maps keep the order of the file. */
public record TierwayConfig(
        ServerConfig server,
        Map<String, DeploymentConfig> deployments,
        Map<String, ModelConfig> models,
        Map<String, ProjectConfig> projects,
        Map<String, ReservationConfig> reservations,
        SchedulingConfig scheduling,
        LoggingConfig logging,
        StorageConfig storage) {

    private static final int VERSION = 1;

    public TierwayConfig {
        deployments = ordered(deployments);
        models = ordered(models);
        projects = ordered(projects);
        reservations = ordered(reservations);
    }

    static TierwayConfig from(ConfigReader reader, SecretResolver secrets) {
        reader.required("version", ConfigFormats.integer(VERSION, VERSION));
        return new TierwayConfig(
                reader.section("server", ServerConfig::from, ServerConfig.DEFAULTS),
                reader.named("deployments", (name, it) -> DeploymentConfig.from(name, it, secrets)),
                reader.named("models", ModelConfig::from),
                reader.named("projects", (name, it) -> ProjectConfig.from(name, it, secrets)),
                reader.named("reservations", ReservationConfig::from),
                reader.section("scheduling", SchedulingConfig::from, SchedulingConfig.DEFAULTS),
                reader.section("logging", LoggingConfig::from, LoggingConfig.DEFAULTS),
                reader.section("storage", it -> StorageConfig.from(it, secrets), StorageConfig.DEFAULTS));
    }

    public DeploymentConfig deployment(String name) {
        return existing("deployment", name, deployments);
    }

    public ModelConfig model(String name) {
        return existing("model", name, models);
    }

    public ProjectConfig project(String name) {
        return existing("project", name, projects);
    }

    /** This configuration, listening on another port. */
    public TierwayConfig withPort(int port) {
        return new TierwayConfig(
                server.withPort(port), deployments, models, projects, reservations, scheduling, logging, storage);
    }

    /** This configuration, with {@code folder} as the llama.cpp of every embedded deployment. */
    public TierwayConfig withLlamaDir(Path folder) {
        Map<String, DeploymentConfig> changed = new LinkedHashMap<>();
        deployments.forEach((name, deployment) -> changed.put(
                name,
                switch (deployment) {
                    case DeploymentConfig.Embedded embedded -> embedded.withLlamaDir(folder);
                    case DeploymentConfig.OpenAiCompatible remote -> remote;
                }));
        return new TierwayConfig(server, changed, models, projects, reservations, scheduling, logging, storage);
    }

    private static <T> T existing(String what, String name, Map<String, T> byName) {
        T found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no " + what + " '" + name + "'");
        }
        return found;
    }

    private static <T> Map<String, T> ordered(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
