package dev.tierway.gateway.admin;

import dev.tierway.core.pricing.NanoDollars;
import tools.jackson.core.JsonGenerator;

/** Money as OpenAI writes it: {@code {"value":1.5,"currency":"usd"}}, exact and never in scientific notation. */
final class AmountJson {
    private AmountJson() {}

    static void write(JsonGenerator json, String name, long nanos) {
        json.writeObjectPropertyStart(name);
        json.writeName("value");
        json.writeRawValue(NanoDollars.dollars(nanos).toPlainString());
        json.writeStringProperty("currency", "usd");
        json.writeEndObject();
    }
}
