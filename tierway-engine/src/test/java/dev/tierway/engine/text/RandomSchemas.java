package dev.tierway.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Random schemas of the covered subset, and values for them. */
public final class RandomSchemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS =
            List.of("", "a", "b\"c", "\\", "line\nbreak", "snow☃man", "😀", "\u0001", "\u007f", "a b", "\"}", "ab");

    private RandomSchemas() {}

    /** A schema of at most {@code depth} levels. */
    public static ObjectNode schema(RandomGenerator random, int depth) {
        ObjectNode schema = NODES.objectNode();
        switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> schema.put("type", "integer");
            case 1 -> schema.put("type", "number");
            case 2 -> schema.put("type", random.nextBoolean() ? "boolean" : "null");
            case 3 ->
                schema.put("type", "string").put("minLength", random.nextInt(2)).put("maxLength", 12);
            case 4 -> schema.set("const", NODES.stringNode(text(random)));
            case 5 ->
                schema.putArray("enum").add(text(random)).add(random.nextInt(9)).add(NODES.nullNode());
            case 6 -> {
                schema.put("type", "array").put("minItems", random.nextInt(2)).put("maxItems", 1 + random.nextInt(3));
                schema.set("items", schema(random, depth - 1));
            }
            case 7 -> schema.putArray("anyOf").add(schema(random, depth - 1)).add(schema(random, depth - 1));
            default -> object(schema, random, depth);
        }
        return schema;
    }

    private static void object(ObjectNode schema, RandomGenerator random, int depth) {
        schema.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = text(random);
            if (!properties.has(name)) {
                properties.set(name, schema(random, depth - 1));
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
    }

    /** A value that is valid against {@code schema}. */
    public static JsonNode instance(JsonNode schema, RandomGenerator random) {
        if (schema.has("const")) {
            return schema.get("const");
        }
        for (String choice : List.of("enum", "anyOf")) {
            if (schema.has(choice)) {
                JsonNode chosen =
                        schema.get(choice).get(random.nextInt(schema.get(choice).size()));
                return choice.equals("enum") ? chosen : instance(chosen, random);
            }
        }
        return switch (schema.get("type").stringValue()) {
            case "integer" -> NODES.numberNode(random.nextInt(-99, 99));
            case "number" -> NODES.numberNode(random.nextInt(-99, 99) / 8.0);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            case "string" -> {
                String text = text(random);
                yield NODES.stringNode(text.isEmpty() ? "x" : text);
            }
            case "array" -> {
                ArrayNode array = NODES.arrayNode();
                int count = random.nextInt(
                        schema.get("minItems").intValue(),
                        schema.get("maxItems").intValue() + 1);
                for (int i = 0; i < count; i++) {
                    array.add(instance(schema.get("items"), random));
                }
                yield array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                List<JsonNode> required = List.copyOf(schema.get("required").values());
                schema.get("properties").properties().forEach(member -> {
                    if (required.contains(NODES.stringNode(member.getKey())) || random.nextBoolean()) {
                        object.set(member.getKey(), instance(member.getValue(), random));
                    }
                });
                yield object;
            }
        };
    }

    /** The value with one change somewhere: another value, or a member or element more or less. */
    public static JsonNode mutated(JsonNode value, RandomGenerator random) {
        if (!value.isContainer() || random.nextInt(4) == 0) {
            return switch (random.nextInt(5)) {
                case 0 -> NODES.nullNode();
                case 1 -> NODES.stringNode(text(random));
                case 2 -> NODES.numberNode(random.nextInt(9));
                case 3 -> NODES.objectNode();
                default -> NODES.arrayNode().add(1);
            };
        }
        if (value.isArray()) {
            ArrayNode copy = NODES.arrayNode().addAll(value.values());
            if (copy.isEmpty() || random.nextBoolean()) {
                return copy.add(copy.isEmpty() ? NODES.nullNode() : copy.get(0));
            }
            copy.set(0, mutated(copy.get(0), random));
            return copy;
        }
        ObjectNode copy = NODES.objectNode();
        List<String> names = new ArrayList<>(value.propertyNames());
        int at = names.isEmpty() ? -1 : random.nextInt(names.size());
        boolean drop = random.nextBoolean();
        for (int i = 0; i < names.size(); i++) {
            JsonNode member = value.get(names.get(i));
            if (i != at) {
                copy.set(names.get(i), member);
            } else if (!drop) {
                copy.set(names.get(i), mutated(member, random));
            }
        }
        return random.nextInt(4) == 0 ? copy.put("extra " + text(random), 1) : copy;
    }

    private static String text(RandomGenerator random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
