package dev.tierway.evals.dataset;

import java.io.Reader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Rows of a file that is one JSON array of objects. */
final class JsonArrayRows extends AbstractRows {
    private final JsonParser parser;

    JsonArrayRows(String file, Reader text) {
        super(file, text);
        parser = JsonLineRows.JSON.createParser(text);
        if (token() != JsonToken.START_ARRAY) {
            throw new DatasetException(
                    file + " is no JSON array; write '[' before the first row and ']' after the last,"
                            + " or name it .jsonl when each line is a row");
        }
    }

    @Override
    Optional<Row> read() {
        if (parser.currentToken() == JsonToken.END_ARRAY) {
            return Optional.empty();
        }
        JsonToken token = token();
        if (token == JsonToken.END_ARRAY) {
            if (token() != null) {
                throw malformed("there is more after the array");
            }
            return Optional.empty();
        }
        if (token == null) {
            throw malformed("the array is not closed; is the file whole?");
        }
        Case.Origin at = new Case.Origin(file, parser.currentTokenLocation().getLineNr());
        try {
            JsonNode value = parser.readValueAsTree();
            return Optional.of(JsonLineRows.row(value, at));
        } catch (JacksonException broken) {
            throw malformed(broken.getOriginalMessage());
        }
    }

    private @Nullable JsonToken token() {
        try {
            return parser.nextToken();
        } catch (JacksonException broken) {
            throw malformed(broken.getOriginalMessage());
        }
    }

    private DatasetException malformed(String why) {
        return new DatasetException(
                new Case.Origin(file, parser.currentLocation().getLineNr()), why);
    }
}
