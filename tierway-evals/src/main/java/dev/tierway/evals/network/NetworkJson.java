package dev.tierway.evals.network;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A network as {@link NetworkReader} reads it; JSON is YAML. */
public final class NetworkJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private NetworkJson() {}

    public static ObjectNode write(Network network) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", 1);
        root.put("name", network.name());
        root.put("greeting", network.greeting());
        root.set("state", network.state());
        ObjectNode intents = root.putObject("intents");
        network.intents().values().forEach(it -> write(it, intents.putObject(it.name())));
        ObjectNode tools = root.putObject("tools");
        network.tools().values().forEach(it -> write(it, tools.putObject(it.name())));
        return root;
    }

    private static void write(Intent intent, ObjectNode into) {
        if (!intent.group().isEmpty()) {
            into.put("group", intent.group());
        }
        into.put("description", intent.description());
        texts("examples", intent.examples(), into);
        into.put("instruction", intent.routine().instruction());
        texts("tools", intent.routine().tools(), into);
        texts("hand_offs", intent.routine().handOffs(), into);
    }

    private static void texts(String key, List<String> texts, ObjectNode into) {
        if (!texts.isEmpty()) {
            ArrayNode list = into.putArray(key);
            texts.forEach(list::add);
        }
    }

    private static void write(Tool tool, ObjectNode into) {
        into.put("description", tool.description());
        into.set("parameters", tool.parameters());
        switch (tool.effect()) {
            case Effect.Endpoint remote -> into.put("endpoint", remote.url().toString());
            case Effect.Rules rules -> {
                ArrayNode when = into.putArray("when");
                rules.guards().forEach(it -> write(it, when.addObject()));
                ArrayNode then = into.putArray("then");
                rules.changes().forEach(it -> write(it, then.addObject()));
                rules.reply().ifPresent(it -> into.put("reply", it.toString()));
            }
        }
    }

    private static void write(Effect.Guard guard, ObjectNode into) {
        into.put("path", guard.path().toString());
        switch (guard.test()) {
            case Effect.Test.Equal(JsonNode value) -> into.set("equals", value);
            case Effect.Test.AtLeast(JsonNode value) -> into.set("at_least", value);
            case Effect.Test.Exists(boolean present) -> into.put("exists", present);
        }
        into.put("else", guard.otherwise());
    }

    private static void write(Effect.Change change, ObjectNode into) {
        String kind = switch (change) {
            case Effect.Change.Set _ -> "set";
            case Effect.Change.Append _ -> "append";
            case Effect.Change.Subtract _ -> "subtract";
        };
        into.put(kind, change.path().toString());
        into.set("value", change.value());
    }
}
