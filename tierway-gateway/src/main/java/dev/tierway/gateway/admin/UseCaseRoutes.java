package dev.tierway.gateway.admin;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.gateway.usecase.EscalationRule;
import dev.tierway.gateway.usecase.Escalations;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/** {@code GET /v1/organization/use_cases}: the profiles, and how many of their callers are escalated now. Thread-safe. */
public final class UseCaseRoutes {
    private final AdminKeys keys;
    private final UseCases useCases;

    public UseCaseRoutes(AdminKeys keys, UseCases useCases) {
        this.keys = keys;
        this.useCases = useCases;
    }

    public void list(Exchange exchange) {
        keys.require(exchange.header("authorization"));
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            useCases.all().forEach(each -> useCase(json, each));
            json.writeEndArray();
            json.writeBooleanProperty("has_more", false);
            json.writeEndObject();
        });
    }

    private static void useCase(JsonGenerator json, UseCase useCase) {
        json.writeStartObject();
        json.writeStringProperty("object", "organization.use_case");
        json.writeStringProperty("name", useCase.name());
        json.writeStringProperty("project_id", useCase.project());
        useCase.model()
                .ifPresentOrElse(
                        model -> json.writeStringProperty("model", model), () -> json.writeNullProperty("model"));
        json.writeStringProperty("service_tier", useCase.defaultTier().wireName());
        json.writeArrayPropertyStart("allowed_service_tiers");
        for (ServiceTier tier : new TreeSet<>(useCase.allowedTiers())) {
            json.writeString(tier.wireName());
        }
        json.writeEndArray();
        json.writeBooleanProperty("flex_fallback", useCase.defaults().flexFallback());
        useCase.defaults()
                .spill()
                .ifPresentOrElse(
                        spill -> json.writeStringProperty("spill", spill.wireName()),
                        () -> json.writeNullProperty("spill"));
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
        rule.afterLatency()
                .ifPresentOrElse(
                        most -> json.writeNumberProperty("after_latency_ms", most.toMillis()),
                        () -> json.writeNullProperty("after_latency_ms"));
        json.writeStringProperty("to", rule.to().wireName());
        json.writeNumberProperty("for_ms", rule.lasts().toMillis());
        json.writeNumberProperty("escalated_callers", counts.escalated());
        json.writeNumberProperty("watched_callers", counts.watched());
        json.writeEndObject();
    }
}
