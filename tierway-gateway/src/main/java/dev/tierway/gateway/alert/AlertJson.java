package dev.tierway.gateway.alert;

import dev.tierway.gateway.budget.BudgetReading;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An alert as webhooks carry it: {@code {"type":...,"timestamp":...,"data":{...}}}. Money is in dollars, exact, as text.
 */
final class AlertJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AlertJson() {}

    static byte[] body(Alert alert) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("type", alert.type());
            json.writeStringProperty("timestamp", alert.at().toString());
            json.writeObjectPropertyStart("data");
            json.writeStringProperty("message", alert.message());
            data(json, alert);
            json.writeEndObject();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /** The message id: the same for every delivery of the same alert. */
    static String messageId(Alert alert) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(alert.id().getBytes(StandardCharsets.UTF_8));
            return "msg_" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }

    private static void data(JsonGenerator json, Alert alert) {
        switch (alert) {
            case Alert.BudgetThreshold it -> {
                budget(json, it.reading());
                json.writeNumberProperty("threshold_percent", it.percent());
            }
            case Alert.BudgetBurn it -> {
                budget(json, it.reading());
                json.writeNumberProperty("times_pace_1h", it.hourly());
                json.writeNumberProperty("times_pace_5m", it.recent());
            }
            case Alert.BudgetForecast it -> {
                budget(json, it.reading());
                json.writeStringProperty(
                        "forecast_linear_usd", dollars(it.forecast().linearNanos()));
                json.writeStringProperty(
                        "forecast_recent_usd", dollars(it.forecast().recentNanos()));
            }
            case Alert.Throttling it -> {
                json.writeStringProperty("model", it.model());
                json.writeStringProperty("service_tier", it.tier().wireName());
                json.writeNumberProperty("throttled_share", it.share());
            }
        }
    }

    private static void budget(JsonGenerator json, BudgetReading reading) {
        json.writeStringProperty("budget", reading.spec().name());
        json.writeStringProperty("owner", reading.spec().scope().toString());
        json.writeStringProperty("period_start", reading.span().start().toString());
        json.writeStringProperty("period_end", reading.span().end().toString());
        json.writeStringProperty("limit_usd", dollars(reading.spec().limitNanos()));
        json.writeStringProperty("spent_usd", dollars(reading.spentNanos()));
        json.writeStringProperty("held_usd", dollars(reading.heldNanos()));
    }

    private static String dollars(long nanos) {
        return BigDecimal.valueOf(nanos, 9).toPlainString();
    }
}
