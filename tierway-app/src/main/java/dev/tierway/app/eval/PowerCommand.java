package dev.tierway.app.eval;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.evals.roi.Amounts;
import dev.tierway.evals.stats.Power;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "power", description = "Work out how many cases an eval needs to show what it is for.")
final class PowerCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final List<String> lines = new ArrayList<>();
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    @Option(names = "--baseline", paramLabel = "SHARE", description = "Success rate now.")
    private @Nullable String baseline;

    @Option(names = "--effect", paramLabel = "SHARE", description = "Change worth finding, like 0.03 for three points.")
    private @Nullable String effect;

    @Option(
            names = "--discordance",
            paramLabel = "SHARE",
            description = "Cases whose verdict differs between two runs (default as if runs were independent).")
    private @Nullable String discordance;

    @Option(names = "--unpaired", description = "The two runs have different cases.")
    private boolean unpaired;

    @Option(names = "--cases", paramLabel = "N", description = "Say what so many cases can show.")
    private @Nullable String cases;

    @Option(names = "--target", paramLabel = "SHARE", description = "Rate to show to be exceeded.")
    private @Nullable String target;

    @Option(names = "--rate", paramLabel = "SHARE", description = "Rate hoped for, with --target.")
    private @Nullable String rate;

    @Option(
            names = "--alpha",
            defaultValue = "0.05",
            paramLabel = "SHARE",
            description = "False alarms (default 0.05).")
    private String alpha = "";

    @Option(names = "--power", defaultValue = "0.8", paramLabel = "SHARE", description = "Effects found (default 0.8).")
    private String power = "";

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean asJson;

    PowerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            Power wanted = new Power(Figures.share("--alpha", alpha), Figures.share("--power", power));
            if (effect == null && target == null && cases == null) {
                throw new UsageException(
                        "give --baseline with --effect, --cases with --discordance," + " or --target with --rate");
            }
            effect(wanted);
            given(wanted);
            target(wanted);
        } catch (IllegalArgumentException impossible) {
            throw new UsageException(String.valueOf(impossible.getMessage()));
        }
        if (asJson) {
            terminal.out().println(json);
        } else {
            lines.forEach(terminal.out()::println);
        }
        return ExitCode.OK;
    }

    private void effect(Power wanted) {
        if (effect == null) {
            return;
        }
        double change = Figures.share("--effect", effect);
        if (discordance != null && !unpaired) {
            paired(wanted, change, Figures.share("--discordance", discordance), "");
        }
        if (baseline == null) {
            if (discordance == null || unpaired) {
                throw new UsageException("--effect needs --baseline, or --discordance");
            }
            return;
        }
        double before = Figures.share("--baseline", baseline);
        double after = before + change <= 1 ? before + change : before - change;
        if (!unpaired && discordance == null) {
            double independent = before * (1 - after) + after * (1 - before);
            paired(wanted, change, independent, ", which is what independent runs have: give --discordance for fewer");
        }
        long perArm = wanted.perArm(before, after);
        json.put("unpaired_cases_per_run", perArm);
        lines.add(Amounts.count(perArm) + " cases in each of two runs over different cases tell "
                + Amounts.percent(before) + " from " + Amounts.percent(after));
    }

    private void paired(Power wanted, double change, double differing, String why) {
        long n = wanted.paired(change, differing);
        json.put("paired_cases", n).put("discordance", differing);
        lines.add(Amounts.count(n) + " cases in two runs over the same cases find a change of "
                + Amounts.percent(change) + " (McNemar, " + Amounts.percent(differing) + " of verdicts differ" + why
                + ")");
    }

    private void given(Power wanted) {
        if (cases == null) {
            return;
        }
        if (discordance == null) {
            throw new UsageException("--cases needs --discordance");
        }
        long n = Figures.count("--cases", cases);
        double differing = Figures.share("--discordance", discordance);
        wanted.detectable(n, differing)
                .ifPresentOrElse(
                        found -> {
                            json.put("smallest_effect", found);
                            lines.add(Amounts.count(n) + " cases in two runs over the same cases find a change of "
                                    + Amounts.percent(found) + " or more");
                        },
                        () -> lines.add(Amounts.count(n) + " cases show no change as long as "
                                + Amounts.percent(differing) + " of verdicts differ"));
    }

    private void target(Power wanted) {
        if (target == null) {
            return;
        }
        if (rate == null) {
            throw new UsageException("--target needs --rate, the rate hoped for");
        }
        double limit = Figures.share("--target", target);
        double hoped = Figures.share("--rate", rate);
        Power.ExactPlan plan = wanted.plan(limit, hoped)
                .orElseThrow(() -> new UsageException("more than 100,000 cases tell " + hoped + " from " + limit));
        json.put("target_cases", plan.n()).put("target_passes", plan.needed()).put("target_power", plan.power());
        lines.add(Amounts.count(plan.n()) + " cases show that a true " + Amounts.percent(hoped) + " is above "
                + Amounts.exactPercent(limit) + ", when " + Amounts.count(plan.needed())
                + " or more pass (exact, one-sided)");
    }
}
