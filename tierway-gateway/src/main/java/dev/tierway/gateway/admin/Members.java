package dev.tierway.gateway.admin;

import java.time.Instant;
import java.util.Optional;
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

    /** Money. */
    static void amount(JsonGenerator json, String name, Optional<Long> nanos) {
        nanos.ifPresentOrElse(it -> AmountJson.write(json, name, it), () -> json.writeNullProperty(name));
    }
}
