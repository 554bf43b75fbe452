package dev.tierway.app.config;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.webhook.WebhookSubscription;
import dev.tierway.storage.StorageLocation;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything a gateway is told, checked: every name that is referred to exists. Maps keep the order of the file.
 *
 * @param hash tells configurations apart by their texts, that of the price book too
 * @param secret what keys are derived from that must outlive the process; empty for new ones with every start
 */
public record TierwayConfig(
        String hash,
        Optional<Secret> secret,
        ServerConfig server,
        Map<String, DeploymentConfig> deployments,
        Map<String, ModelConfig> models,
        Map<String, ProjectConfig> projects,
        Map<String, Reservation> reservations,
        Map<String, UseCaseConfig> useCases,
        SchedulingConfig scheduling,
        LoggingConfig logging,
        LimitsConfig limits,
        PricesConfig prices,
        AdminConfig admin,
        StorageConfig storage,
        FilesConfig files,
        BatchesConfig batches,
        CompletionsConfig completions,
        FeedbackConfig feedback,
        TelemetryConfig telemetry,
        Map<String, WebhookSubscription> webhooks) {

    private static final int VERSION = 1;
    private static final int SHORTEST_SECRET = 16;

    public TierwayConfig {
        deployments = ordered(deployments);
        models = ordered(models);
        projects = ordered(projects);
        reservations = ordered(reservations);
        useCases = ordered(useCases);
        webhooks = ordered(webhooks);
    }

    /** @param text that the reader reads */
    static TierwayConfig from(String text, ConfigReader reader, SecretResolver secrets) {
        reader.required("version", ConfigFormats.integer(VERSION, VERSION));
        PricesConfig prices = reader.section("prices", PricesConfig::from, PricesConfig.DEFAULTS);
        return new TierwayConfig(
                KeyDigest.of(text + PriceBookFile.write(prices.listed())).id(),
                secret(reader, secrets),
                reader.section("server", ServerConfig::from, ServerConfig.DEFAULTS),
                reader.named("deployments", (name, it) -> DeploymentConfig.from(name, it, secrets)),
                reader.named("models", (name, it) -> ModelConfig.from(name, it, prices.defaults())),
                reader.named("projects", (name, it) -> ProjectConfig.from(name, it, secrets)),
                reader.named("reservations", ReservationConfig::from),
                reader.named("use_cases", (name, it) -> UseCaseConfig.from(name, it, secrets)),
                reader.section("scheduling", SchedulingConfig::from, SchedulingConfig.DEFAULTS),
                reader.section("logging", LoggingConfig::from, LoggingConfig.DEFAULTS),
                LimitsConfig.from(reader, secrets),
                prices,
                reader.section("admin", it -> AdminConfig.from(it, secrets), AdminConfig.DEFAULTS),
                reader.section("storage", it -> StorageConfig.from(it, secrets), StorageConfig.DEFAULTS),
                reader.section("files", FilesConfig::from, FilesConfig.DEFAULTS),
                reader.section("batches", BatchesConfig::from, BatchesConfig.DEFAULTS),
                reader.section("completions", CompletionsConfig::from, CompletionsConfig.OFF),
                reader.section("feedback", FeedbackConfig::from, FeedbackConfig.DEFAULTS),
                reader.section("telemetry", it -> TelemetryConfig.from(it, secrets), TelemetryConfig.OFF),
                reader.named("webhooks", (name, it) -> WebhookConfig.subscription(name, it, secrets)));
    }

    private static Optional<Secret> secret(ConfigReader reader, SecretResolver secrets) {
        Optional<Secret> secret = secrets.optional(reader, "secret");
        if (secret.isPresent() && secret.get().reveal().length() < SHORTEST_SECRET) {
            reader.problem("secret", "'secret' must have at least " + SHORTEST_SECRET + " characters");
        }
        return secret;
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

    /** The keys that a project pays for: its own, then those of its use cases. */
    public List<KeyDigest> keysOf(ProjectConfig project) {
        return Stream.concat(
                        project.keys().stream(),
                        useCases.values().stream()
                                .filter(useCase -> useCase.project().equals(project.name()))
                                .flatMap(useCase -> useCase.keys().stream()))
                .toList();
    }

    /** What each model alias costs. */
    public Pricing pricing() {
        Map<String, List<PriceVersion>> byAlias = new LinkedHashMap<>();
        models.forEach((alias, model) -> {
            List<PriceVersion> versions = prices.versions(model);
            if (!versions.isEmpty()) {
                byAlias.put(alias, versions);
            }
        });
        return new Pricing(new PriceBook(byAlias), prices.unpriced());
    }

    /** How fast callers of each model alias should be answered. */
    public LatencyTargets latencyTargets() {
        Map<String, Map<ServiceTier, LatencyTarget>> byAlias = new LinkedHashMap<>();
        models.forEach((alias, model) -> byAlias.put(alias, model.targets().byTier()));
        return new LatencyTargets(byAlias);
    }

    /** This configuration, listening on another port. */
    public TierwayConfig withPort(int port) {
        return with(server.withPort(port), deployments, storage);
    }

    /** This configuration, with its ledger in a file of its own. */
    public TierwayConfig withLedgerIn(Path file) {
        return with(server, deployments, storage.at(new StorageLocation.Sqlite(file)));
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
        return with(server, changed, storage);
    }

    private TierwayConfig with(
            ServerConfig otherServer, Map<String, DeploymentConfig> otherDeployments, StorageConfig otherStorage) {
        return new TierwayConfig(
                hash,
                secret,
                otherServer,
                otherDeployments,
                models,
                projects,
                reservations,
                useCases,
                scheduling,
                logging,
                limits,
                prices,
                admin,
                otherStorage,
                files,
                batches,
                completions,
                feedback,
                telemetry,
                webhooks);
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
