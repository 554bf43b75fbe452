package dev.tierway.gateway.admin;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindow;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.storage.reservation.StoredReservation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a reservation's terms with the names and units of the configuration. What is as it would be by default is left
 * out, so that a default follows what it depends on: the price of output that of input, the overrides the spill.
 */
public final class ReservationJson {
    private ReservationJson() {}

    /** What {@link #terms} wrote. */
    static ConfigNode.Mapping tree(StoredReservation stored) {
        return JsonTree.parse("stored reservation", stored.body().getBytes(StandardCharsets.UTF_8));
    }

    /** One JSON object, which {@link ReservationTerms} reads back to the same reservation. */
    public static String terms(Reservation reservation) {
        return JsonReply.text(json -> {
            json.writeStartObject();
            json.writeStringProperty("model", reservation.model());
            texts(json, "projects", reservation.projects());
            json.writeNumberProperty("input_tpm", reservation.inputTpm());
            json.writeNumberProperty("output_tpm", reservation.outputTpm());
            schedule(json, reservation.schedule());
            price(json, reservation.price());
            if (!reservation.rates().equals(BurndownRates.DEFAULT)) {
                burndown(json, reservation.rates());
            }
            json.writeStringProperty("spill", reservation.spill().configName());
            if (!reservation.overrides().equals(reservation.spill().usualOverrides())) {
                texts(json, "spill_overrides", overrides(reservation.overrides()));
            }
            json.writeEndObject();
        });
    }

    private static void schedule(JsonGenerator json, Schedule schedule) {
        schedule.from().ifPresent(from -> json.writeStringProperty("from", day(from, schedule)));
        schedule.to().ifPresent(to -> json.writeStringProperty("to", day(to.minusNanos(1), schedule)));
        if (schedule.from().isPresent() || schedule.to().isPresent()) {
            json.writeStringProperty("zone", schedule.zone().getId());
        }
        if (!schedule.windows().isEmpty()) {
            texts(
                    json,
                    "windows",
                    schedule.windows().stream().map(CalendarWindow::text).toList());
        }
    }

    private static String day(Instant at, Schedule schedule) {
        return at.atZone(schedule.zone()).toLocalDate().toString();
    }

    private static void price(JsonGenerator json, CapacityPrice price) {
        if (price.inputNanos() != 0 || price.outputNanos() != 0) {
            json.writeStringProperty("price", hourly(price.inputNanos()));
        }
        if (price.outputNanos() != price.inputNanos()) {
            json.writeStringProperty("output_price", hourly(price.outputNanos()));
        }
    }

    private static String hourly(long nanos) {
        return NanoDollars.format(nanos) + "/h per 1k TPM";
    }

    private static void burndown(JsonGenerator json, BurndownRates rates) {
        json.writeObjectPropertyStart("burndown");
        rate(json, "input_uncached", rates.inputUncached());
        rate(json, "cache_read", rates.cacheRead());
        rate(json, "cache_write_5m", rates.cacheWrite5m());
        rate(json, "cache_write_1h", rates.cacheWrite1h());
        rate(json, "output", rates.output());
        json.writeEndObject();
    }

    private static void rate(JsonGenerator json, String name, long millionths) {
        json.writeName(name);
        BigDecimal rate = BigDecimal.valueOf(millionths, 6).stripTrailingZeros();
        json.writeRawValue(rate.toPlainString());
    }

    private static List<String> overrides(Set<SpillOverride> overrides) {
        return overrides.isEmpty()
                ? List.of("none")
                : overrides.stream().sorted().map(SpillOverride::wireName).toList();
    }

    private static void texts(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
