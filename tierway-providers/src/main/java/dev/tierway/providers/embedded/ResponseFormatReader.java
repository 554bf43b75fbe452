package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.engine.text.SchemaToGbnf;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads {@code response_format} as the grammar that answers must keep to. */
final class ResponseFormatReader {
    private ResponseFormatReader() {}

    static Optional<String> grammar(RequestFields body) {
        JsonNode value = body.get("response_format");
        if (value == null) {
            return Optional.empty();
        }
        RequestFields format = RequestFields.of(value, "response_format");
        String type = format.text("type");
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(SchemaToGbnf.anyObject());
            case "json_schema" -> Optional.of(schemaGrammar(format));
            default ->
                throw Failure.invalid(
                                format.path("type"),
                                "invalid_value",
                                format.path("type") + " is unknown: use text, json_object or json_schema")
                        .toException();
        };
    }

    private static String schemaGrammar(RequestFields format) {
        JsonNode wrapper = format.get("json_schema");
        if (wrapper == null) {
            String path = format.path("json_schema");
            throw Failure.invalid(path, "missing_field", path + " is missing: give {\"name\": ..., \"schema\": ...}")
                    .toException();
        }
        RequestFields fields = RequestFields.of(wrapper, format.path("json_schema"));
        JsonNode schema = fields.get("schema");
        return schema == null ? SchemaToGbnf.anyObject() : SchemaToGbnf.convert(schema, fields.path("schema"));
    }
}
