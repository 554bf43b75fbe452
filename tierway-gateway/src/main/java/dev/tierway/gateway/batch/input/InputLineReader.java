package dev.tierway.gateway.batch.input;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one line of a batch's input, {@code {"custom_id", "method", "url", "body"}}, in one pass. Of the body it reads the
 * model and whether it streams; the rest is for whoever answers it. Thread-safe.
 */
public final class InputLineReader {
    static final int LONGEST_ID = 512;

    private static final JsonFactory JSON = new JsonFactory();
    private static final String METHOD = "POST";

    private final Set<String> urls;
    private final List<String> required;

    private InputLineReader(Set<String> urls, List<String> required) {
        this.urls = urls;
        this.required = required;
    }

    /** Reads lines of a file whose batch is for {@code endpoint}. */
    public static InputLineReader ofFile(String endpoint) {
        return new InputLineReader(Set.of(endpoint), List.of("custom_id", "method", "url", "body"));
    }

    /** Reads single submissions, each for an endpoint of its own, which need not say how they are sent. */
    static InputLineReader ofSubmissions() {
        return new InputLineReader(BatchEndpoint.paths(), List.of("custom_id", "url", "body"));
    }

    /** Gets what is wrong with a line. */
    @FunctionalInterface
    public interface Faults {
        /**
         * Takes one.
         *
         * @param param the member at fault; null when it is the whole line
         */
        void add(String code, String message, @Nullable String param);
    }

    /** What {@code line} asks for; empty, with at least one fault, when it cannot be run. */
    public Optional<InputLine> read(JsonLines.Line line, Faults faults) {
        byte[] json = line.bytes();
        if (!utf8(json)) {
            faults.add("invalid_json_line", "This line is not text in UTF-8: save the file in UTF-8.", null);
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            return new Reading(parser, json, faults).read();
        } catch (JacksonException malformed) {
            faults.add("invalid_json_line", notJson(line, malformed), null);
            return Optional.empty();
        }
    }

    /** A parser would take other encodings, whose positions are not those of the bytes. */
    private static boolean utf8(byte[] json) {
        for (int i = 0; i < Math.min(json.length, 4); i++) {
            if (json[i] == 0 || (json[i] & 0xff) >= 0xfe) {
                return false;
            }
        }
        return true;
    }

    private static String notJson(JsonLines.Line line, JacksonException malformed) {
        if (!line.ended()) {
            return "This line is not parseable as valid JSON, and the file ends in it: the file may be truncated; upload"
                    + " it whole.";
        }
        String column = malformed.getLocation() == null
                ? ""
                : " (column " + malformed.getLocation().getColumnNr() + ")";
        return "This line is not parseable as valid JSON" + column + ".";
    }

    /** One pass over one line. */
    private final class Reading {
        private final JsonParser parser;
        private final byte[] json;
        private final Faults faults;
        private final Set<String> seen = new HashSet<>();
        private boolean faulty;
        private @Nullable String customId;
        private @Nullable String url;
        private @Nullable String model;
        private byte @Nullable [] body;

        Reading(JsonParser parser, byte[] json, Faults faults) {
            this.parser = parser;
            this.json = json;
            this.faults = faults;
        }

        Optional<InputLine> read() {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                fault("invalid_json_line", "This line must be one JSON object.", null);
                return Optional.empty();
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                if (!seen.add(name)) {
                    fault("invalid_json_line", "'" + shown(name) + "' stands twice in this line.", shown(name));
                }
                take(name, parser.nextToken());
            }
            if (parser.nextToken() != null) {
                fault("invalid_json_line", "There is more than one JSON object in this line.", null);
            }
            requireAll();
            return faulty || customId == null || url == null || model == null || body == null
                    ? Optional.empty()
                    : Optional.of(new InputLine(customId, url, model, body));
        }

        private void take(String name, JsonToken value) {
            switch (name) {
                case "custom_id" -> customId = customId(value);
                case "method" -> {
                    if (value != JsonToken.VALUE_STRING || !parser.getString().equals(METHOD)) {
                        fault("invalid_method", "The method of a request must be \"POST\".", name);
                    }
                }
                case "url" -> {
                    if (value == JsonToken.VALUE_STRING && urls.contains(parser.getString())) {
                        url = parser.getString();
                    } else {
                        fault(
                                "invalid_url",
                                "The URL provided for this request does not match the batch endpoint: "
                                        + String.join(" or ", urls) + ".",
                                name);
                    }
                }
                case "body" -> {
                    takeBody(value);
                    return;
                }
                default -> {
                    // Not ours to read.
                }
            }
            parser.skipChildren();
        }

        private @Nullable String customId(JsonToken value) {
            if (value != JsonToken.VALUE_STRING) {
                fault("invalid_type", "The custom_id must be a string.", "custom_id");
                return null;
            }
            String id = parser.getString();
            if (id.isEmpty() || id.length() > LONGEST_ID) {
                fault(
                        "invalid_custom_id",
                        "The custom_id has " + id.length() + " characters; it must have 1 to " + LONGEST_ID + ".",
                        "custom_id");
            } else if (!storable(id)) {
                fault("invalid_custom_id", "The custom_id must be Unicode text without zero characters.", "custom_id");
            }
            return id;
        }

        private void takeBody(JsonToken value) {
            if (value != JsonToken.START_OBJECT) {
                fault("invalid_type", "The body must be a JSON object.", "body");
                parser.skipChildren();
                return;
            }
            int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken member = parser.nextToken();
                if (name.equals("model")) {
                    takeModel(member);
                } else if (name.equals("stream") && member == JsonToken.VALUE_TRUE) {
                    fault(
                            "invalid_value",
                            "Requests of a batch cannot be streamed: leave 'stream' out.",
                            "body.stream");
                }
                parser.skipChildren();
            }
            int end = Math.toIntExact(parser.currentLocation().getByteOffset());
            body = Arrays.copyOfRange(json, start, end);
        }

        private void takeModel(JsonToken value) {
            if (value == JsonToken.VALUE_STRING) {
                model = parser.getString();
            } else {
                fault("invalid_type", "The model must be a string.", "body.model");
            }
        }

        private void requireAll() {
            for (String name : required) {
                if (!seen.contains(name)) {
                    fault("missing_required_parameter", "Missing required parameter: '" + name + "'.", name);
                }
            }
            if (body != null && model == null && !faulty) {
                fault("missing_required_parameter", "Missing required parameter: 'body.model'.", "body.model");
            }
        }

        private void fault(String code, String message, @Nullable String param) {
            faulty = true;
            faults.add(code, message, param);
        }
    }

    private static String shown(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "...";
    }

    private static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && !paired(text, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
