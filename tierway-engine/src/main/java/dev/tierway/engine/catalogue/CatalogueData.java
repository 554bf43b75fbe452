package dev.tierway.engine.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The data files beside this package. */
final class CatalogueData {
    private CatalogueData() {}

    static JsonNode read(String file) {
        try (InputStream in = Objects.requireNonNull(CatalogueData.class.getResourceAsStream(file), file)) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text field that must be there. */
    static String text(JsonNode node, String field) {
        return node.required(field).asString();
    }
}
