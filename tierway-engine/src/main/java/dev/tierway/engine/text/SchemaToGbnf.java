package dev.tierway.engine.text;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Writes a JSON Schema as a GBNF grammar whose every sentence is a JSON text that the schema accepts.
 *
 * <p>Covered: {@code type} (one or several), {@code properties, required, additionalProperties, items, minItems,
 * maxItems, minLength, maxLength, enum, const, anyOf, oneOf, $ref} into the same document, recursion included. Anything
 * else is refused with the path of the keyword, since an ignored keyword would be a broken promise. Three choices keep
 * the language smaller than the schema's: members stand in the order of {@code properties}, an object with
 * {@code properties} gets no others, and white space is at most one space after a comma or colon. {@code oneOf} is read
 * as {@code anyOf}.
 */
public final class SchemaToGbnf {
    /** Bounds on what one schema may cost: rules in the grammar, its characters, nesting, and expanded repetitions. */
    private static final int MAX_RULES = 4_000;

    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final int MAX_DEPTH = 64;

    /** The native library refuses 2,000. */
    private static final int MAX_REPETITION = 1_999;

    private static final int MAX_REPETITIONS = 8_000;

    private static final Set<String> ANNOTATIONS = Set.of(
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly");
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final Map<String, Set<String>> KEYWORDS = Map.of(
            "object", Set.of("properties", "required", "additionalProperties"),
            "array", Set.of("items", "minItems", "maxItems"),
            "string", Set.of("minLength", "maxLength"));

    private final JsonNode document;
    private final String documentPath;
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, String> ruleOfReference = new HashMap<>();

    /** For each reference's rule, the reference rules it can begin with. */
    private final Map<String, Set<String>> beginsWith = new LinkedHashMap<>();

    private int names;
    private int characters;
    private int repetitions;
    private int depth;

    private SchemaToGbnf(JsonNode document, String documentPath) {
        this.document = document;
        this.documentPath = documentPath;
    }

    /**
     * The grammar of {@code schema}; its start rule is {@code root}.
     *
     * @param path where the schema stands in the request, for error messages
     * @throws FailureException when the schema uses what is not covered
     */
    public static String convert(JsonNode schema, String path) {
        SchemaToGbnf converter = new SchemaToGbnf(schema, path);
        Set<String> first = new LinkedHashSet<>();
        converter.add("root", converter.expression(schema, path, first), path);
        converter.refuseLeftRecursion();
        return converter.text();
    }

    /** The grammar of any JSON object. */
    public static String anyObject() {
        return "root ::= object\n" + Gbnf.BASE;
    }

    private String text() {
        StringBuilder text = new StringBuilder(characters + Gbnf.BASE.length());
        rules.forEach(
                (name, body) -> text.append(name).append(" ::= ").append(body).append('\n'));
        return text.append(Gbnf.BASE).toString();
    }

    /**
     * What {@code schema} accepts, as an expression that needs no parentheses.
     *
     * @param first collects the reference rules that the expression can begin with
     */
    private String expression(JsonNode schema, String path, Set<String> first) {
        if (schema.isBoolean() && schema.booleanValue()) {
            return "value";
        }
        if (!schema.isObject()) {
            throw refused(path, "must be a schema object", "write an object such as {\"type\": \"string\"}");
        }
        if (++depth > MAX_DEPTH) {
            throw tooLarge(path, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        String expression = alternatives(schema, path, first);
        depth--;
        return expression;
    }

    private String alternatives(JsonNode schema, String path, Set<String> first) {
        for (String combination : List.of("$ref", "anyOf", "oneOf", "allOf", "const", "enum")) {
            JsonNode value = schema.get(combination);
            if (value == null) {
                continue;
            }
            String at = path + "." + combination;
            boolean constant = combination.equals("const") || combination.equals("enum");
            refuseUnknown(schema, path, constant ? Set.of(combination, "type") : Set.of(combination));
            return switch (combination) {
                case "$ref" -> reference(value, at, first);
                case "allOf" -> onlyElement(value, at, first);
                case "const" -> Gbnf.literal(jsonText(value));
                case "enum" ->
                    elements(value, at).stream()
                            .map(constantValue -> Gbnf.literal(jsonText(constantValue)))
                            .collect(Collectors.joining(" | ", "(", ")"));
                default -> anyOf(value, at, first);
            };
        }
        return types(schema, path);
    }

    private String anyOf(JsonNode branches, String path, Set<String> first) {
        List<String> written = new ArrayList<>();
        List<JsonNode> elements = elements(branches, path);
        for (int i = 0; i < elements.size(); i++) {
            written.add(expression(elements.get(i), path + "[" + i + "]", first));
        }
        return "(" + String.join(" | ", written) + ")";
    }

    private String onlyElement(JsonNode branches, String path, Set<String> first) {
        if (elements(branches, path).size() != 1) {
            throw unsupported(path, "merge the schemas under `allOf` into one");
        }
        return expression(branches.get(0), path + "[0]", first);
    }

    private List<JsonNode> elements(JsonNode array, String path) {
        if (!array.isArray() || array.isEmpty()) {
            throw refused(path, "must be an array with at least one element", "add one, or remove the keyword");
        }
        return List.copyOf(array.values());
    }

    private String reference(JsonNode reference, String path, Set<String> first) {
        String pointer = reference.isString() ? reference.stringValue() : "";
        if (!pointer.equals("#") && !pointer.startsWith("#/")) {
            throw refused(path, "must point into the same schema", "write it like \"#/$defs/name\"");
        }
        String known = ruleOfReference.get(pointer);
        if (known != null) {
            first.add(known);
            return known;
        }
        JsonNode target = document.at(pointer.substring(1));
        if (target.isMissingNode()) {
            throw refused(path, "points to `" + pointer + "`, which is not in the schema", "add it under `$defs`");
        }
        String rule = newName();
        ruleOfReference.put(pointer, rule);
        first.add(rule);
        Set<String> begins = new LinkedHashSet<>();
        beginsWith.put(rule, begins);
        String targetPath = documentPath + pointer.substring(1).replace('/', '.');
        add(rule, expression(target, targetPath, begins), targetPath);
        return rule;
    }

    private String types(JsonNode schema, String path) {
        List<String> types = typeNames(schema, path);
        Set<String> allowed = new HashSet<>(Set.of("type"));
        types.forEach(type -> allowed.addAll(KEYWORDS.getOrDefault(type, Set.of())));
        refuseUnknown(schema, path, allowed);
        if (types.isEmpty()) {
            return "value";
        }
        List<String> written = new ArrayList<>();
        for (String type : types) {
            written.add(
                    switch (type) {
                        case "object" -> new ObjectRules(schema, path).write();
                        case "array" -> array(schema, path);
                        case "string" -> string(schema, path);
                        default -> type;
                    });
        }
        return written.size() == 1 ? written.getFirst() : "(" + String.join(" | ", written) + ")";
    }

    private List<String> typeNames(JsonNode schema, String path) {
        JsonNode type = schema.get("type");
        if (type == null) {
            return KEYWORDS.entrySet().stream()
                    .filter(entry -> entry.getValue().stream().anyMatch(schema::has))
                    .map(Map.Entry::getKey)
                    .limit(1)
                    .toList();
        }
        List<JsonNode> named = type.isArray() ? elements(type, path + ".type") : List.of(type);
        for (JsonNode name : named) {
            if (!name.isString() || !TYPES.contains(name.stringValue())) {
                throw refused(path + ".type", "is not a JSON type", "use one of " + String.join(", ", sorted(TYPES)));
            }
        }
        return named.stream().map(JsonNode::stringValue).distinct().toList();
    }

    private String string(JsonNode schema, String path) {
        int min = count(schema, "minLength", path, 0);
        int max = count(schema, "maxLength", path, Integer.MAX_VALUE);
        if (min == 0 && max == Integer.MAX_VALUE) {
            return "string";
        }
        return "\"\\\"\" char" + repetition(min, max, path) + " \"\\\"\"";
    }

    private String array(JsonNode schema, String path) {
        int min = count(schema, "minItems", path, 0);
        int max = count(schema, "maxItems", path, Integer.MAX_VALUE);
        JsonNode items = schema.get("items");
        String item = items == null ? "value" : expression(items, path + ".items", new HashSet<>());
        if (min > max) {
            throw refused(path + ".minItems", "is above `maxItems`", "swap them");
        }
        String rule = newName();
        if (max == 0) {
            add(rule, "\"[\" \"]\"", path);
            return rule;
        }
        String next = newName();
        add(next, "\",\" ws " + item, path);
        String rest = next + repetition(Math.max(min - 1, 0), max == Integer.MAX_VALUE ? max : max - 1, path);
        String body = item + " " + rest;
        add(rule, "\"[\" " + (min == 0 ? "(" + body + ")?" : body) + " \"]\"", path);
        return rule;
    }

    private String repetition(int min, int max, String path) {
        if (min > max) {
            throw refused(path, "has a minimum length above its maximum", "swap them");
        }
        repetitions += max == Integer.MAX_VALUE ? min : max;
        if (repetitions > MAX_REPETITIONS) {
            throw tooLarge(path, "has lengths that sum to more than " + MAX_REPETITIONS);
        }
        return max == Integer.MAX_VALUE ? "{" + min + ",}" : "{" + min + "," + max + "}";
    }

    private int count(JsonNode schema, String keyword, String path, int absent) {
        JsonNode value = schema.get(keyword);
        if (value == null) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw refused(path + "." + keyword, "must be a whole number of at least 0", "correct it");
        }
        if (value.intValue() > MAX_REPETITION) {
            throw tooLarge(path + "." + keyword, "is above " + MAX_REPETITION);
        }
        return value.intValue();
    }

    private void refuseUnknown(JsonNode schema, String path, Set<String> allowed) {
        for (String keyword : schema.propertyNames()) {
            if (!allowed.contains(keyword) && !ANNOTATIONS.contains(keyword)) {
                throw unsupported(path + "." + keyword, "remove it and check the answer for it yourself");
            }
        }
    }

    /** A rule that can begin with itself has no finite reading; the native grammar would refuse it without a word. */
    private void refuseLeftRecursion() {
        for (String rule : beginsWith.keySet()) {
            Set<String> reached = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(beginsWith.getOrDefault(rule, Set.of()));
            while (!open.isEmpty()) {
                String next = open.pop();
                if (next.equals(rule)) {
                    throw refused(
                            documentPath,
                            "has a `$ref` that leads back to itself without an object or array between",
                            "remove that cycle");
                }
                if (reached.add(next)) {
                    open.addAll(beginsWith.getOrDefault(next, Set.of()));
                }
            }
        }
    }

    private String newName() {
        return "r" + names++;
    }

    private void add(String name, String body, String path) {
        rules.put(name, body);
        characters += name.length() + body.length() + 6;
        if (rules.size() > MAX_RULES || characters > MAX_CHARACTERS) {
            throw tooLarge(
                    path, "makes the grammar larger than " + MAX_RULES + " rules or " + MAX_CHARACTERS + " characters");
        }
    }

    private static String jsonText(JsonNode value) {
        if (value.isString()) {
            return Gbnf.jsonString(value.stringValue());
        }
        if (value.isArray()) {
            return value.values().stream().map(SchemaToGbnf::jsonText).collect(Collectors.joining(",", "[", "]"));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(member -> Gbnf.jsonString(member.getKey()) + ":" + jsonText(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return value.toString();
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static FailureException unsupported(String path, String remedy) {
        return Failure.invalid(
                        path, "unsupported_schema", "`" + path + "` is not supported by this model: " + remedy + ".")
                .toException();
    }

    private static FailureException refused(String path, String fault, String remedy) {
        return Failure.invalid(path, "invalid_schema", "`" + path + "` " + fault + ": " + remedy + ".")
                .toException();
    }

    private static FailureException tooLarge(String path, String fault) {
        return Failure.invalid(path, "schema_too_large", "`" + path + "` " + fault + ": make the schema smaller.")
                .toException();
    }

    /**
     * The rules of one object. Members keep their order, so the grammar stays linear in their number: a rule
     * {@code rest} for each position once a member has been written, with its comma, and one {@code first} while none
     * has.
     */
    private final class ObjectRules {
        private final JsonNode schema;
        private final String path;
        private final List<Map.Entry<String, JsonNode>> members;
        private final Set<String> required;

        ObjectRules(JsonNode schema, String path) {
            this.schema = schema;
            this.path = path;
            this.members = members();
            this.required = requiredNames();
        }

        String write() {
            if (members.isEmpty()) {
                return withoutProperties();
            }
            String rest = "\"}\"";
            String first = "\"}\"";
            for (int i = members.size() - 1; i >= 0; i--) {
                String name = members.get(i).getKey();
                String value = expression(members.get(i).getValue(), path + ".properties." + name, new HashSet<>());
                String member = newName();
                add(member, Gbnf.literal(Gbnf.jsonString(name) + ":") + " ws " + value, path);
                boolean needed = required.contains(name);
                String firstHere = member + " " + rest;
                first = named(needed ? firstHere : firstHere + " | " + first);
                rest = named(needed ? "\",\" ws " + member + " " + rest : "(\",\" ws " + member + ")? " + rest);
            }
            return "\"{\" " + first;
        }

        private String named(String body) {
            String rule = newName();
            add(rule, body, path);
            return rule;
        }

        private String withoutProperties() {
            JsonNode additional = schema.get("additionalProperties");
            boolean closed = additional == null
                    ? schema.has("properties")
                    : additional.isBoolean() && !additional.booleanValue();
            if (closed) {
                return "\"{\" \"}\"";
            }
            String value = additional == null
                    ? "value"
                    : expression(additional, path + ".additionalProperties", new HashSet<>());
            String member = named("string \":\" ws " + value);
            return "\"{\" (" + member + " (\",\" ws " + member + ")*)? \"}\"";
        }

        private List<Map.Entry<String, JsonNode>> members() {
            JsonNode properties = schema.get("properties");
            if (properties == null) {
                return List.of();
            }
            if (!properties.isObject()) {
                throw refused(path + ".properties", "must be an object", "map each name to a schema");
            }
            JsonNode additional = schema.get("additionalProperties");
            if (additional != null && additional.isObject() && !properties.isEmpty()) {
                throw unsupported(
                        path + ".additionalProperties", "set it to false beside `properties`, or drop `properties`");
            }
            return List.copyOf(properties.properties());
        }

        private Set<String> requiredNames() {
            JsonNode names = schema.get("required");
            Set<String> required = new HashSet<>();
            if (names == null) {
                return required;
            }
            if (!names.isArray()) {
                throw refused(path + ".required", "must be an array of names", "correct it");
            }
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i).isString() ? names.get(i).stringValue() : "";
                if (members.stream().noneMatch(member -> member.getKey().equals(name))) {
                    throw refused(path + ".required[" + i + "]", "names no member of `properties`", "add it there");
                }
                required.add(name);
            }
            return required;
        }
    }
}
