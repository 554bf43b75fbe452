package dev.tierway.app.batch;

import dev.tierway.app.batch.BatchEstimate.Prices;
import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.app.config.UseCaseConfig;
import dev.tierway.core.capacity.PoolCapacity;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.batch.input.InputLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "estimate",
        description = "Check a file of requests as a gateway will, and say what running it uses, costs and takes. Sends"
                + " nothing.")
final class EstimateBatch implements Callable<Integer> {
    private final Terminal terminal;
    private final WallClock clock;

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The gateway's configuration, for prices and capacity.")
    private @Nullable Path config;

    @Option(
            names = "--output-tokens",
            defaultValue = "256",
            paramLabel = "N",
            description = "What an answer is taken to have where the line sets no max_tokens (default 256).")
    private String outputTokens = "";

    @Option(
            names = "--tpm",
            paramLabel = "N",
            description = "Tokens a minute that the batch gets (default: the configured capacity of the model).")
    private @Nullable String tpm;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    EstimateBatch(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        int assumed = OptionValues.parse("--output-tokens", outputTokens, ConfigFormats.integer(1, 10_000_000));
        Optional<TierwayConfig> gateway = Optional.ofNullable(config)
                .map(file -> ConfigSource.file(file)
                        .load(terminal.environment()::get)
                        .config());
        Estimating estimating = new Estimating(gateway, assumed);
        BatchInput file = input.open();
        BatchInput.Checked checked = input.checked(file, estimating, terminal);
        BatchEstimate estimate = estimating.estimate;
        if (estimate == null) {
            throw new UsageException(input.file() + " has no line that can be run");
        }
        Result result = new Result(file, checked, estimate, assumed, time(estimate, estimating.capacity));
        terminal.out().print(json ? json(result) : text(result));
        return ExitCode.OK;
    }

    /** All that is told. */
    private record Result(
            BatchInput file,
            BatchInput.Checked checked,
            BatchEstimate estimate,
            int assumed,
            Optional<Duration> time) {}

    /** Begins when the first line tells the model. */
    private final class Estimating implements Consumer<InputLine> {
        private final Optional<TierwayConfig> gateway;
        private final int assumed;
        private @Nullable BatchEstimate estimate;
        private Optional<PoolCapacity> capacity = Optional.empty();

        Estimating(Optional<TierwayConfig> gateway, int assumed) {
            this.gateway = gateway;
            this.assumed = assumed;
        }

        @Override
        public void accept(InputLine line) {
            if (estimate == null) {
                String alias = gateway.map(it -> alias(it, line.model())).orElse(line.model());
                capacity = gateway.flatMap(it -> it.model(alias).capacity());
                PriceBook book = gateway.map(it -> it.pricing().book()).orElse(PriceBook.EMPTY);
                estimate = new BatchEstimate(new Prices(book, alias, clock.now()), assumed);
            }
            estimate.add(line);
        }
    }

    /** What a model name means: a model, or a use case's. */
    private static String alias(TierwayConfig gateway, String model) {
        UseCaseConfig useCase = gateway.useCases().get(model);
        String alias = useCase == null ? model : useCase.model().orElse(model);
        if (!gateway.models().containsKey(alias)) {
            throw new UsageException("the configuration has no model '" + model + "'; "
                    + NearestName.hint(model, gateway.models().keySet()));
        }
        return alias;
    }

    private Optional<Duration> time(BatchEstimate estimate, Optional<PoolCapacity> capacity) {
        if (tpm != null) {
            long perMinute = OptionValues.parse(
                    "--tpm", tpm, ConfigFormats.COUNT.where("tokens a minute, like 200k", it -> it > 0));
            return Optional.of(minutes((estimate.inputTokens() + estimate.outputTokens()) / (double) perMinute));
        }
        return capacity.map(it -> minutes(Math.max(
                estimate.inputTokens() / (double) it.inputTpm(), estimate.outputTokens() / (double) it.outputTpm())));
    }

    private static Duration minutes(double minutes) {
        return Duration.ofSeconds((long) Math.ceil(minutes * 60));
    }

    private String text(Result of) {
        BatchEstimate estimate = of.estimate();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "lines     %d for %s at %s, %.1f MB%n",
                of.checked().lines(),
                of.checked().model().orElse("no model"),
                of.file().endpoint(),
                of.checked().bytes() / 1e6));
        text.append("input     ")
                .append(estimate.inputTokens())
                .append(" tokens: one for every 4 bytes of prompts and tools\n");
        text.append("output    ").append(estimate.outputTokens()).append(" tokens at most, by max_tokens");
        if (estimate.unlimited() > 0) {
            text.append("; ")
                    .append(estimate.unlimited())
                    .append(" lines set none and count ")
                    .append(of.assumed());
        }
        text.append('\n');
        text.append("cost      ").append(cost(estimate)).append('\n');
        text.append("time      ")
                .append(of.time()
                        .map(it -> RunView.time(it)
                                + (tpm != null ? " at " + tpm + " tokens a minute" : " at the model's whole capacity"))
                        .orElse("unknown: say how fast with --tpm"))
                .append('\n');
        if (estimate.refused() > 0) {
            text.append("refused   ")
                    .append(estimate.refused())
                    .append(estimate.refused() == 1 ? " line" : " lines")
                    .append(" whose body is no request\n");
        }
        return text.toString();
    }

    private String cost(BatchEstimate estimate) {
        Optional<Long> batch = estimate.cost(ServiceTier.BATCH);
        Optional<Long> standard = estimate.cost(ServiceTier.STANDARD);
        if (batch.isEmpty() || standard.isEmpty()) {
            return config == null
                    ? "unknown: name the gateway's configuration with -c"
                    : "unknown: the configuration has no price for the model";
        }
        return NanoDollars.format(batch.get()) + " as a batch, " + NanoDollars.format(standard.get()) + " in standard";
    }

    private static String json(Result of) {
        BatchEstimate estimate = of.estimate();
        ObjectNode all = JsonMapper.shared().createObjectNode();
        all.put("lines", of.checked().lines());
        all.put("bytes", of.checked().bytes());
        all.put("model", of.checked().model().orElse(null));
        all.put("endpoint", of.file().endpoint());
        all.put("input_tokens", estimate.inputTokens());
        all.put("output_tokens", estimate.outputTokens());
        all.put("lines_without_max_tokens", estimate.unlimited());
        all.put("lines_refused", estimate.refused());
        ObjectNode cost = all.putObject("cost_usd");
        cost.put(
                "batch",
                estimate.cost(ServiceTier.BATCH).map(NanoDollars::dollars).orElse(null));
        cost.put(
                "standard",
                estimate.cost(ServiceTier.STANDARD).map(NanoDollars::dollars).orElse(null));
        all.put("seconds", of.time().map(Duration::toSeconds).orElse(null));
        return all + "\n";
    }
}
