package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.usecase.EscalationRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When the callers of a use case run in a better tier.
 *
 * @param budgets what that may cost
 */
public record EscalateConfig(EscalationRule rule, List<BudgetConfig> budgets) {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration FOR = Duration.ofSeconds(60);
    private static final int MOST_THROTTLES = 1_000;

    public EscalateConfig {
        budgets = List.copyOf(budgets);
    }

    static EscalateConfig from(BudgetConfig.Owner owner, ConfigReader reader) {
        Optional<Integer> throttles = reader.optional("after_throttles", ConfigFormats.integer(1, MOST_THROTTLES));
        Optional<Duration> latency = reader.optional("after_latency", Formats.POSITIVE_DURATION);
        if (throttles.isEmpty() && latency.isEmpty()) {
            reader.problem(
                    "after_throttles", "an escalation has a cause: 'after_throttles', 'after_latency' or both of them");
        }
        Optional<Duration> within = reader.optional("within", Formats.POSITIVE_DURATION);
        if (within.isPresent() && throttles.isEmpty()) {
            reader.problem("within", "'within' is the time in which 'after_throttles' are counted; add that one too");
        }
        String name = owner.project().orElse("") + "/" + owner.useCase().orElse("") + "-escalation";
        return new EscalateConfig(
                new EscalationRule(
                        throttles.map(OptionalInt::of).orElse(OptionalInt.empty()),
                        within.orElse(WITHIN),
                        latency,
                        reader.required("to", Formats.TIER),
                        reader.or("for", Formats.POSITIVE_DURATION, FOR)),
                reader.section("budget", it -> BudgetConfig.own(name, owner.onlyEscalated(), it), List.of()));
    }
}
