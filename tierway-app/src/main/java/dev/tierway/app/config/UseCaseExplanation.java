package dev.tierway.app.config;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.usecase.EscalationRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A use case in words. */
final class UseCaseExplanation {
    private final TierwayConfig config;
    private final UseCaseConfig useCase;
    private final ProjectConfig project;
    private final List<String> lines = new ArrayList<>();

    private UseCaseExplanation(TierwayConfig config, UseCaseConfig useCase) {
        this.config = config;
        this.useCase = useCase;
        this.project = config.project(useCase.project());
    }

    static List<String> of(TierwayConfig config, UseCaseConfig useCase) {
        UseCaseExplanation explanation = new UseCaseExplanation(config, useCase);
        explanation.profile();
        useCase.escalate().ifPresent(explanation::escalation);
        return explanation.lines;
    }

    private void profile() {
        lines.add("");
        lines.add("use case " + useCase.name() + " of " + project.name() + ": runs on "
                + useCase.model().orElse("the model that a request names") + "; without a tier it gets "
                + Formats.name(useCase.tier(project)) + ", and may ask for "
                + Formats.names(useCase.allowedTiers(project)));
        lines.add("  chosen by 'x-tierway-use-case: " + useCase.name() + "' or \"model\": \"" + useCase.name()
                + "\" with a key of " + project.name());
        if (!useCase.keys().isEmpty()) {
            lines.add("  chosen by its own "
                    + (useCase.keys().size() == 1 ? "key" : useCase.keys().size() + " keys")
                    + ", which may use nothing else");
        }
        if (useCase.defaults().flexFallback()) {
            lines.add("  flex requests are served as standard at their deadline");
        }
        useCase.defaults().spill().ifPresent(spill -> lines.add("  reserved requests spill as " + spill.wireName()));
        if (useCase.tier(project) == ServiceTier.RESERVED && !reserved()) {
            lines.add("  " + noReservation() + ", so reserved requests are refused");
        }
    }

    private void escalation(EscalateConfig escalate) {
        EscalationRule rule = escalate.rule();
        List<String> causes = new ArrayList<>(2);
        rule.afterThrottles()
                .ifPresent(count ->
                        causes.add(count + (count == 1 ? " refusal" : " refusals within " + text(rule.within()))));
        rule.afterLatency().ifPresent(most -> causes.add("an answer that takes longer than " + text(most)));
        String budgets = escalate.budgets().isEmpty()
                ? ", with no budget of its own"
                : ", while "
                        + String.join(
                                " and ",
                                escalate.budgets().stream()
                                        .map(BudgetConfig::name)
                                        .toList())
                        + " lasts";
        lines.add("  after " + String.join(", or ", causes) + ", the caller's requests that name no tier run as "
                + Formats.name(rule.to()) + " for " + text(rule.lasts()) + budgets);
        if (rule.to() == ServiceTier.RESERVED && !reserved()) {
            lines.add("  " + noReservation() + ", so it cannot escalate before there is one");
        }
    }

    private boolean reserved() {
        return config.reservations().values().stream().anyMatch(this::serves);
    }

    private boolean serves(Reservation reservation) {
        return reservation.projects().contains(project.name())
                && useCase.model().orElse(reservation.model()).equals(reservation.model());
    }

    private String noReservation() {
        return project.name() + " has no reservation"
                + useCase.model().map(model -> " on " + model).orElse("");
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
