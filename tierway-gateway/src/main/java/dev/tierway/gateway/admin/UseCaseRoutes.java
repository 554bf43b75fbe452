package dev.tierway.gateway.admin;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.usecase.EscalationRule;
import dev.tierway.gateway.usecase.Escalations;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** {@code GET /v1/organization/use_cases}: the profiles, and how many of their callers are escalated now. Thread-safe. */
public final class UseCaseRoutes {
    private final AdminKeys admins;
    private final UseCases useCases;

    public UseCaseRoutes(AdminKeys admins, UseCases useCases) {
        this.admins = admins;
        this.useCases = useCases;
    }

    void list(Exchange exchange) {
        admins.require(exchange.header("authorization"));
        ListReply.whole(List.copyOf(useCases.all()), UseCase::name, UseCaseRoutes::write)
                .send(exchange);
    }

    private static void write(JsonGenerator json, UseCase useCase) {
        json.writeStartObject();
        json.writeStringProperty("object", "organization.use_case");
        json.writeStringProperty("name", useCase.name());
        json.writeStringProperty("project_id", useCase.project());
        Members.text(json, "model", useCase.model());
        json.writeStringProperty("tier", name(useCase.defaultTier()));
        json.writeArrayPropertyStart("allowed_tiers");
        useCase.allowedTiers().stream().sorted().map(UseCaseRoutes::name).forEach(json::writeString);
        json.writeEndArray();
        json.writeBooleanProperty("flex_fallback", useCase.defaults().flexFallback());
        Members.text(json, "spill", useCase.defaults().spill().map(SpillOverride::wireName));
        Escalations escalations = useCase.escalations();
        if (escalations == null) {
            json.writeNullProperty("escalation");
        } else {
            escalation(json, escalations);
        }
        json.writeEndObject();
    }

    private static void escalation(JsonGenerator json, Escalations escalations) {
        EscalationRule rule = escalations.rule();
        Escalations.Counts counts = escalations.counts();
        json.writeObjectPropertyStart("escalation");
        rule.afterThrottles()
                .ifPresentOrElse(
                        count -> json.writeNumberProperty("after_throttles", count),
                        () -> json.writeNullProperty("after_throttles"));
        json.writeNumberProperty("within_ms", rule.within().toMillis());
        Members.count(json, "after_latency_ms", rule.afterLatency().map(Duration::toMillis));
        json.writeStringProperty("to", name(rule.to()));
        json.writeNumberProperty("for_ms", rule.lasts().toMillis());
        json.writeNumberProperty("escalated_callers", counts.escalated());
        json.writeNumberProperty("watched_callers", counts.watched());
        json.writeEndObject();
    }

    private static String name(ServiceTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}
