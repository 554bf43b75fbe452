package dev.tierway.gateway.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/** Members of a JSON object that are null where there is nothing to say. */
final class Members {
    private Members() {}

    static void text(JsonGenerator json, String name, Optional<String> value) {
        value.ifPresentOrElse(it -> json.writeStringProperty(name, it), () -> json.writeNullProperty(name));
    }

    /** In seconds since 1970. */
    static void time(JsonGenerator json, String name, Optional<Instant> value) {
        value.ifPresentOrElse(
                it -> json.writeNumberProperty(name, it.getEpochSecond()), () -> json.writeNullProperty(name));
    }

    /** A whole number. */
    static void count(JsonGenerator json, String name, Optional<? extends Number> value) {
        value.ifPresentOrElse(it -> json.writeNumberProperty(name, it.longValue()), () -> json.writeNullProperty(name));
    }

    /** Never in scientific notation. */
    static void decimal(JsonGenerator json, String name, Optional<BigDecimal> value) {
        json.writeName(name);
        value.ifPresentOrElse(it -> json.writeRawValue(it.toPlainString()), json::writeNull);
    }

    /** Money. */
    static void amount(JsonGenerator json, String name, OptionalLong nanos) {
        nanos.ifPresentOrElse(it -> AmountJson.write(json, name, it), () -> json.writeNullProperty(name));
    }
}
