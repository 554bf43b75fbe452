package dev.tierway.app.eval;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.evals.run.Selection;
import dev.tierway.evals.suite.RunSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a suite file is run, and how it differs from what the file says. */
final class RunOptions {
    @Option(names = "--suite", split = ",", paramLabel = "NAME", description = "Only these suites.")
    private List<String> suites = List.of();

    @Option(
            names = "--filter",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "Only cases whose id contains TEXT, or with FIELD=VALUE those whose row says so.")
    private String filter = "";

    @Option(names = "--trials", paramLabel = "N", description = "Trials of each case.")
    private @Nullable Integer trials;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
    private @Nullable Long seed;

    @Option(names = "--concurrency", paramLabel = "N", description = "Trials at a time.")
    private @Nullable Integer concurrency;

    @Option(names = "--tier", paramLabel = "TIER", description = "Service tier of all calls; batch sends batches.")
    private @Nullable String tier;

    @Option(names = "--budget", paramLabel = "USD", description = "What the run may cost, like $25. It stops there.")
    private @Nullable String budget;

    @Option(names = "--cache", paramLabel = "MODE", description = "read_write, read, write or off.")
    private @Nullable String cache;

    @Option(names = "--allow-commands", description = "Graders may start programs.")
    private boolean allowCommands;

    Selection selection() {
        atLeastOne("--trials", trials);
        return new Selection(suites, filter, Map.of(), trials == null ? OptionalInt.empty() : OptionalInt.of(trials));
    }

    private static void atLeastOne(String option, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new UsageException(option + " must be a whole number from 1, not " + value);
        }
    }

    /** What the file says, changed by what the command line says. */
    RunSpec over(RunSpec file) {
        atLeastOne("--concurrency", concurrency);
        return new RunSpec(
                concurrency != null ? concurrency : file.concurrency(),
                tier != null ? Optional.of(tier(tier)) : file.tier(),
                cache != null
                        ? new RunSpec.Cache(
                                mode(cache),
                                file.cache().includeTrial(),
                                file.cache().keepFailures())
                        : file.cache(),
                budget != null ? OptionalLong.of(money(budget)) : file.budgetNanos(),
                file.resume(),
                file.retries(),
                file.timeout(),
                seed != null ? seed : file.seed(),
                allowCommands || file.allowCommands());
    }

    private static ServiceTier tier(String name) {
        return OptionValues.parse(
                "--tier",
                name,
                new ConfigFormat<>(
                        "a service tier like flex or batch",
                        ServiceTier.STANDARD,
                        text -> Arrays.stream(ServiceTier.values())
                                .filter(it -> it.wireName().equals(text))
                                .findFirst()));
    }

    private static RunSpec.Mode mode(String name) {
        String known =
                Arrays.stream(RunSpec.Mode.values()).map(RunSpec.Mode::wireName).collect(Collectors.joining(", "));
        return Arrays.stream(RunSpec.Mode.values())
                .filter(it -> it.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("--cache must be one of " + known + ", not '" + name + "'"));
    }

    private static long money(String text) {
        return NanoDollars.parse(text.startsWith("$") ? text : "$" + text)
                .filter(it -> it > 0)
                .orElseThrow(() -> new UsageException("--budget must be an amount like $25, not '" + text + "'"));
    }
}
