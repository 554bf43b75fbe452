package dev.tierway.gateway.admin;

import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.Location;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns a JSON object into the located tree that configuration files are read from, so that one reader, one vocabulary and
 * one set of messages serve both. Scalars stay text: {@code 200000} and {@code "200k"} are both counts.
 */
final class JsonTree {
    private static final JsonFactory JSON = new JsonFactory();

    private final String source;
    private final JsonParser parser;

    private JsonTree(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * The tree of {@code json}.
     *
     * @param source how messages call it
     * @throws FailureException a 400 with the position when it is not one JSON object
     */
    static ConfigNode.Mapping parse(String source, byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(source, Optional.empty());
            }
            ConfigNode.Mapping root = new JsonTree(source, parser).mapping();
            if (parser.nextToken() != null) {
                throw malformed(source, Optional.of(parser.currentTokenLocation()));
            }
            return root;
        } catch (JacksonException malformed) {
            throw malformed(source, Optional.ofNullable(malformed.getLocation()));
        }
    }

    private ConfigNode node() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> sequence();
            case VALUE_NULL -> new ConfigNode.Empty(here());
            case null, default -> new ConfigNode.Scalar(here(), parser.getString());
        };
    }

    private ConfigNode.Mapping mapping() {
        Location at = here();
        List<ConfigNode.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Location nameAt = here();
            parser.nextToken();
            entries.add(new ConfigNode.Entry(nameAt, name, node()));
        }
        return new ConfigNode.Mapping(at, entries);
    }

    private ConfigNode.Sequence sequence() {
        Location at = here();
        List<ConfigNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new ConfigNode.Sequence(at, items);
    }

    private Location here() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return new Location(source, at.getLineNr(), at.getColumnNr());
    }

    private static FailureException malformed(String source, Optional<TokenStreamLocation> at) {
        String where = at.map(it -> " at line " + it.getLineNr() + ", column " + it.getColumnNr())
                .orElse("");
        return Failure.of(
                        FailureKind.INVALID_REQUEST,
                        "malformed_json",
                        "the " + source + " is not valid JSON" + where + ": send one JSON object in UTF-8")
                .toException();
    }
}
