package dev.tierway.app.bench.overload;

import static dev.tierway.app.bench.overload.LiveTable.number;
import static dev.tierway.app.cli.TextColumns.left;
import static dev.tierway.app.cli.TextColumns.right;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The report for people at a terminal. */
final class ReportText {
    private static final int WIDE = 12;
    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    static String of(OverloadReport report) {
        ReportText lines = new ReportText();
        OverloadReport.Setting setting = report.setting();
        lines.line("overload of " + setting.target() + (report.interrupted() ? " (cut short)" : ""));
        lines.line("capacity " + number(report.capacity()) + " requests/s; offered " + number(setting.times())
                + " times that for " + setting.length().toSeconds() + "s; mix "
                + setting.workload().mix() + "; scale " + setting.workload().scale() + "; seed "
                + setting.workload().seed());
        lines.phase("reserved and priority alone", report.alone());
        lines.phase("all tiers", report.overload());
        for (ServiceTier tier : List.of(ServiceTier.RESERVED, ServiceTier.PRIORITY)) {
            report.ttftRatio(tier)
                    .ifPresent(ratio ->
                            lines.line(Mix.name(tier) + " TTFT p99: " + number(ratio) + " times that of alone"));
        }
        return lines.text.toString();
    }

    private void phase(String title, PhaseReport phase) {
        line("");
        line(title + ", " + Math.round(phase.seconds()) + "s, " + number(phase.outputTokensPerSecond())
                + " output tokens/s");
        line(left("", 10)
                + right("offered", WIDE)
                + right("served", WIDE)
                + right("refused", WIDE)
                + right("expired", WIDE)
                + right("failed", WIDE)
                + right("unfinished", WIDE)
                + right("tokens", WIDE));
        for (TierSummary tier : phase.tiers()) {
            line(left(Mix.name(tier.tier()), 10)
                    + right("" + tier.offered(), WIDE)
                    + right("" + tier.served(), WIDE)
                    + right("" + sum(tier.refusals()), WIDE)
                    + right("" + sum(tier.expired()), WIDE)
                    + right("" + sum(tier.failed()), WIDE)
                    + right("" + tier.unfinished(), WIDE)
                    + right("" + tier.outputTokens(), WIDE));
        }
        Measure.ALL.forEach(measure -> measure(phase, measure));
        phase.tiers().forEach(this::reasons);
    }

    private void measure(PhaseReport phase, Measure measure) {
        StringBuilder head = new StringBuilder(left("  " + measure.name(), 10));
        measure.heads().forEach(it -> head.append(right(it, WIDE)));
        line(head.toString());
        for (TierSummary tier : phase.tiers()) {
            StringBuilder row = new StringBuilder(left(Mix.name(tier.tier()), 10));
            Measure.values(measure.of().apply(tier)).forEach(value -> row.append(right(number(value), WIDE)));
            line(row.toString());
        }
    }

    private void reasons(TierSummary tier) {
        for (Map<String, Integer> codes : List.of(tier.refusals(), tier.expired(), tier.failed())) {
            if (!codes.isEmpty()) {
                line("  " + left(Mix.name(tier.tier()), 10) + counts(codes));
            }
        }
        if (tier.servedAs().keySet().stream()
                .anyMatch(as -> !as.equals(tier.tier().wireName()))) {
            line("  " + left(Mix.name(tier.tier()), 10) + "served as " + counts(tier.servedAs()));
        }
    }

    static String counts(Map<String, Integer> codes) {
        return codes.entrySet().stream()
                .map(code -> code.getKey() + " " + code.getValue())
                .collect(Collectors.joining(", "));
    }

    static int sum(Map<String, Integer> codes) {
        return codes.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
