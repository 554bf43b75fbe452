package dev.tierway.evals.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rows of a JSONL file: an object a line; blank lines are skipped. */
final class JsonLineRows extends AbstractRows {
    static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    private final BufferedReader text;
    private long line;

    JsonLineRows(String file, BufferedReader text) {
        super(file, text);
        this.text = text;
    }

    @Override
    Optional<Row> read() throws IOException {
        String next = text.readLine();
        line++;
        while (next != null && next.isBlank()) {
            next = text.readLine();
            line++;
        }
        if (next == null) {
            return Optional.empty();
        }
        Case.Origin at = new Case.Origin(file, line);
        try {
            return Optional.of(row(JSON.readTree(next), at));
        } catch (JacksonException malformed) {
            throw new DatasetException(at, "not one JSON object: " + malformed.getOriginalMessage());
        }
    }

    /** The row that {@code value} is. */
    static Row row(JsonNode value, Case.Origin at) {
        if (value instanceof ObjectNode item) {
            return new Row(item, at);
        }
        throw new DatasetException(
                at,
                "a row is an object with fields, not "
                        + value.getNodeType().name().toLowerCase(Locale.ROOT));
    }
}
