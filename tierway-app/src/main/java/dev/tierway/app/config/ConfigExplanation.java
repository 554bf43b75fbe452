package dev.tierway.app.config;

import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.file.FileLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a configuration means, in words: who listens where, what serves each model, and who may ask for what. */
public final class ConfigExplanation {
    private final StringBuilder text = new StringBuilder();
    private final TierwayConfig config;

    private ConfigExplanation(TierwayConfig config) {
        this.config = config;
    }

    public static String of(TierwayConfig config) {
        ConfigExplanation explanation = new ConfigExplanation(config);
        explanation.server();
        explanation.batches();
        config.models().values().forEach(explanation::model);
        config.projects().values().forEach(explanation::project);
        config.reservations().values().forEach(explanation::reservation);
        config.useCases()
                .values()
                .forEach(it -> UseCaseExplanation.of(config, it).forEach(explanation::line));
        LimitsExplanation.of(config).forEach(explanation::line);
        explanation.webhooks();
        explanation.tiers();
        return explanation.text.toString();
    }

    private void server() {
        ServerConfig server = config.server();
        line("listens on " + server.host() + ":" + server.port()
                + (server.loopbackOnly() ? ", for this machine only" : ", reachable from other machines"));
        line("keeps its ledger in " + config.storage().location());
        config.telemetry().otlp().ifPresent(otlp -> line(telemetry(otlp)));
    }

    private void batches() {
        FileLimits files = config.files().limits();
        BatchesConfig batches = config.batches();
        line("takes files of up to " + megabytes(files.maxBytes()) + ", as the input of a batch "
                + megabytes(files.maxBatchBytes()));
        line("takes batches of up to " + batches.maxLines() + " lines, and has at most " + batches.linesAtOnce()
                + " lines of a model queued or running");
        line("groups single submissions until they are " + batches.micro().lines() + ", or "
                + Formats.text(batches.micro().age()) + " old; keeps results for "
                + Formats.text(batches.outputExpiry()));
    }

    private static String megabytes(long bytes) {
        return BigDecimal.valueOf(bytes, 6).stripTrailingZeros().toPlainString() + " MB";
    }

    private static String telemetry(TelemetryConfig.Otlp otlp) {
        List<String> sent = new ArrayList<>(2);
        if (otlp.traces()) {
            sent.add("traces of " + percent(otlp.sample()) + " of the requests");
        }
        if (otlp.metrics()) {
            sent.add("metrics every " + Formats.text(otlp.interval()));
        }
        String headers =
                otlp.headers().isEmpty() ? "" : ", with " + count(otlp.headers().size(), "header");
        return "sends " + String.join(" and ", sent) + " to " + otlp.endpoint() + " as " + otlp.serviceName() + headers;
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    private void model(ModelConfig model) {
        line("");
        String general = TargetsConfig.words(model.targets().general());
        line("model " + model.name() + (general.isEmpty() ? "" : ", " + general));
        for (ServiceTier tier : model.targets().tiers().keySet()) {
            line("  in " + Formats.name(tier) + ", "
                    + TargetsConfig.words(model.targets().of(tier)));
        }
        model.deployments().forEach(name -> line("  " + deployment(config.deployment(name))));
        line("  " + price(model));
    }

    private String price(ModelConfig model) {
        List<PriceVersion> versions = config.prices().versions(model);
        return versions.isEmpty()
                ? "has no price, so what it costs is not known"
                : "priced as " + versions.stream().map(PriceVersion::id).collect(Collectors.joining(", "));
    }

    private static String deployment(DeploymentConfig deployment) {
        return switch (deployment) {
            case DeploymentConfig.Embedded it ->
                it.name() + ": " + it.model() + " in this process, " + it.slots() + " slots (" + it.narrowBatch()
                        + " while reserved or priority work runs), " + it.context() + " tokens of KV cache, region "
                        + it.region();
            case DeploymentConfig.OpenAiCompatible it ->
                it.name() + ": " + it.model() + " on " + it.engine().configName() + " at " + it.baseUrl() + ", "
                        + it.concurrency() + " at once, "
                        + (it.nativePriority() ? "ordered by the engine's priority too" : "ordered here only")
                        + ", region " + it.region();
        };
    }

    private void project(ProjectConfig project) {
        line("");
        line("project " + project.name() + ": " + count(project.keys().size(), "key") + ", weight " + project.weight());
        line("  may ask for " + Formats.names(project.allowedTiers()) + "; without a tier it gets "
                + Formats.name(project.defaultTier()));
        List<String> reserved = config.reservations().values().stream()
                .filter(it -> it.projects().contains(project.name()))
                .map(Reservation::name)
                .toList();
        if (project.allowedTiers().contains(ServiceTier.RESERVED)) {
            line(
                    reserved.isEmpty()
                            ? "  has no reservation, so reserved requests are refused"
                            : "  holds " + String.join(", ", reserved));
        }
    }

    private void reservation(Reservation reservation) {
        line("");
        line("reservation " + reservation.name() + ": " + reservation.inputTpm() + " input and "
                + reservation.outputTpm() + " output tokens a minute of " + reservation.model() + " for "
                + String.join(", ", reservation.projects()) + "; above it "
                + reservation.spill().tier().map(Formats::name).orElse("refused"));
        Schedule schedule = reservation.schedule();
        schedule.from().ifPresent(from -> line("  from " + from));
        schedule.to().ifPresent(to -> line("  until " + to));
        schedule.windows().forEach(window -> line("  active " + window.text()));
        CapacityPrice price = reservation.price();
        if (!price.equals(CapacityPrice.FREE)) {
            line("  costs "
                    + dollars(Math.addExact(
                            price.inputCost(reservation.inputTpm(), Duration.ofHours(1)),
                            price.outputCost(reservation.outputTpm(), Duration.ofHours(1))))
                    + " for each hour it is active, used or not");
        }
        if (config.model(reservation.model()).capacity().isEmpty()) {
            line("  not checked against what " + reservation.model() + " can serve: its 'capacity' is not stated");
        }
    }

    private static String dollars(long nanos) {
        return "$" + BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    private void webhooks() {
        if (!config.webhooks().isEmpty()) {
            line("");
            config.webhooks().values().forEach(it -> line("events " + it));
        }
    }

    private void tiers() {
        line("");
        line("tiers, most urgent first");
        config.scheduling().tiers().entrySet().stream()
                .sorted(Comparator.comparing(it -> it.getKey()))
                .map(it -> "  " + Formats.name(it.getKey()) + ": waits at most "
                        + Formats.text(it.getValue().maxWait()) + ", "
                        + it.getValue().maxQueued() + " in the queue"
                        + (it.getValue().minShare() > 0
                                ? ", at least " + Math.round(it.getValue().minShare() * 100) + "% of the tokens"
                                : ""))
                .collect(Collectors.toList())
                .forEach(this::line);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
