package dev.tierway.gateway.admin;

import dev.tierway.gateway.alert.Alerts;
import dev.tierway.gateway.alert.Forecast;
import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetReading;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitScope;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/** {@code GET /v1/organization/budgets}: what is left of each budget now, and where it is heading. Thread-safe. */
public final class BudgetRoutes {
    private final AdminKeys admins;
    private final LimitGate limits;
    private final Alerts alerts;

    public BudgetRoutes(AdminKeys admins, LimitGate limits, Alerts alerts) {
        this.admins = admins;
        this.limits = limits;
        this.alerts = alerts;
    }

    void list(Exchange exchange) {
        admins.require(exchange.header("authorization"));
        ListReply.whole(readings(), reading -> reading.spec().name(), this::write)
                .send(exchange);
    }

    /** All of one moment. */
    private List<BudgetReading> readings() {
        return limits.ledger()
                .read(now -> limits.book().entries().stream()
                        .flatMap(entry -> entry.limit() instanceof Budget budget
                                ? Stream.of(budget.reading(now))
                                : Stream.empty())
                        .toList());
    }

    private void write(JsonGenerator json, BudgetReading reading) {
        BudgetSpec spec = reading.spec();
        json.writeStartObject();
        json.writeStringProperty("object", "organization.budget");
        json.writeStringProperty("name", spec.name());
        owner(json, spec.scope());
        period(json, spec.period());
        json.writeNumberProperty("period_start", reading.span().start().getEpochSecond());
        json.writeNumberProperty("period_end", reading.span().end().getEpochSecond());
        long left = spec.limitNanos() - reading.spentNanos() - reading.heldNanos();
        AmountJson.write(json, "limit", spec.limitNanos());
        AmountJson.write(json, "spent", reading.spentNanos());
        AmountJson.write(json, "held", reading.heldNanos());
        AmountJson.write(json, "left", Math.max(0, left));
        AmountJson.write(json, "excess", reading.excessNanos());
        forecast(json, reading);
        json.writeArrayPropertyStart("alert_at_percent");
        spec.alertAtPercent().forEach(json::writeNumber);
        json.writeEndArray();
        Members.amount(json, "max_request", spec.maxRequestNanos());
        json.writeStringProperty("unpriced", spec.unpriced().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("num_unpriced_requests", reading.unpricedRequests());
        json.writeEndObject();
    }

    private static void owner(JsonGenerator json, LimitScope scope) {
        json.writeObjectPropertyStart("owner");
        Members.text(json, "project_id", scope.project());
        Members.text(json, "api_key_id", scope.key());
        Members.text(json, "use_case", scope.useCase());
        json.writeBooleanProperty("escalated", scope.escalated());
        json.writeEndObject();
    }

    private static void period(JsonGenerator json, BudgetPeriod period) {
        json.writeObjectPropertyStart("period");
        switch (period) {
            case BudgetPeriod.Calendar calendar -> {
                json.writeStringProperty("type", calendar.unit().name().toLowerCase(Locale.ROOT));
                json.writeStringProperty("zone", calendar.zone().getId());
            }
            case BudgetPeriod.Rolling rolling -> {
                json.writeStringProperty("type", "rolling");
                json.writeNumberProperty("seconds", rolling.length().toSeconds());
            }
        }
        json.writeEndObject();
    }

    /** A rolling window has no end to forecast. */
    private void forecast(JsonGenerator json, BudgetReading reading) {
        if (reading.spec().period() instanceof BudgetPeriod.Rolling) {
            json.writeNullProperty("forecast");
            return;
        }
        Forecast forecast = alerts.forecast(reading);
        json.writeObjectPropertyStart("forecast");
        AmountJson.write(json, "linear", forecast.linearNanos());
        AmountJson.write(json, "recent", forecast.recentNanos());
        json.writeEndObject();
    }
}
