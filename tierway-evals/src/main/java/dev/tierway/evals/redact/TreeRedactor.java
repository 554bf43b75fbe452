package dev.tierway.evals.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Takes personal data out of JSON: of every string that is not the value of a member that only names things, and of
 * whole numbers that read as personal, which become strings. A tree is one document. Binary content that stands in a text
 * cannot be looked into and is withheld. Immutable and thread-safe.
 */
public final class TreeRedactor {
    /** Members of OpenAI's chat objects that hold no words of people. */
    public static final Set<String> OPENAI_NAMES = Set.of(
            "id",
            "request_id",
            "tool_call_id",
            "role",
            "type",
            "object",
            "model",
            "finish_reason",
            "service_tier",
            "system_fingerprint",
            "reasoning_effort",
            "detail",
            "format");

    private static final int LONGEST_WORD = 4_096;

    private final Redactor redactor;
    private final Set<String> kept;

    /** @param kept names of members whose values stay as they are */
    public TreeRedactor(Redactor redactor, Set<String> kept) {
        this.redactor = redactor;
        this.kept = Set.copyOf(kept);
    }

    /** Another tree, and how many findings were replaced in it, by label. */
    public record Redacted(ObjectNode tree, SortedMap<String, Integer> counts) {}

    public Redacted redact(ObjectNode document) {
        List<String> texts = new ArrayList<>();
        mapped(document, text -> {
            texts.add(text);
            return text;
        });
        Redaction redaction = redactor.redact(texts);
        var next = redaction.texts().iterator();
        JsonNode tree = mapped(document, _ -> next.next());
        return new Redacted((ObjectNode) tree, redaction.counts());
    }

    private JsonNode mapped(JsonNode node, UnaryOperator<String> text) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(member -> copy.set(
                                member.getKey(),
                                kept.contains(member.getKey())
                                                && member.getValue().isValueNode()
                                        ? member.getValue()
                                        : mapped(member.getValue(), text)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(item -> copy.add(mapped(item, text)));
                yield copy;
            }
            case StringNode string ->
                StringNode.valueOf(binary(string.stringValue()) ? Redactor.WITHHELD : text.apply(string.stringValue()));
            default -> node.isIntegralNumber() ? number(node, text) : node;
        };
    }

    private static JsonNode number(JsonNode node, UnaryOperator<String> text) {
        String written = node.asString();
        String redacted = text.apply(written);
        return redacted.equals(written) ? node : StringNode.valueOf(redacted);
    }

    /** Whether a text carries an image or a sound: a data URL, or very long without a space. */
    private static boolean binary(String text) {
        return (text.startsWith("data:") && text.contains(";base64,"))
                || (text.length() > LONGEST_WORD && text.indexOf(' ') < 0);
    }
}
