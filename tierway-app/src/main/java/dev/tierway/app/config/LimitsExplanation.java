package dev.tierway.app.config;

import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.Dollars;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Quotas and budgets in words. */
final class LimitsExplanation {
    private LimitsExplanation() {}

    static List<String> of(TierwayConfig config) {
        List<String> lines = new ArrayList<>();
        for (ConfiguredLimits.Quota quota : ConfiguredLimits.quotas(config)) {
            lines.add("quota of " + quota.scope() + ": " + rates(quota.config()));
        }
        ConfiguredLimits.quotasPerKey(config)
                .forEach((project, quota) ->
                        lines.add("quota of each key of project '" + project + "': " + rates(quota)));
        for (BudgetSpec budget : ConfiguredLimits.budgets(config)) {
            lines.add("budget " + budget.name() + ": " + Dollars.of(budget.limitNanos()) + " for " + budget.scope()
                    + " over " + budget.period() + ", alerts at "
                    + budget.alertAtPercent().stream()
                            .map(percent -> percent + "%")
                            .collect(Collectors.joining(", ")));
        }
        config.limits().alerts().webhooks().values().forEach(webhook -> lines.add("alerts go to " + webhook));
        if (!lines.isEmpty()) {
            lines.addFirst("");
        }
        return lines;
    }

    private static String rates(QuotaConfig quota) {
        List<String> parts = new ArrayList<>(3);
        quota.tpm().ifPresent(tokens -> parts.add(tokens + " tokens a minute"));
        quota.rpm().ifPresent(requests -> parts.add(requests + " requests a minute"));
        quota.batchEnqueuedTokens().ifPresent(tokens -> parts.add(tokens + " batch tokens enqueued"));
        return String.join(", ", parts);
    }
}
