package dev.tierway.evals.network;

import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.Location;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as a configuration tree without lines, for tests of what is read from one. */
public final class JsonTree {
    private JsonTree() {}

    /** The tree of {@code json}; texts are quoted, all else is plain. */
    public static ConfigNode parse(String source, String json) {
        return convert(JsonMapper.shared().readTree(json), new Location(source, 1, 1));
    }

    private static ConfigNode convert(JsonNode node, Location at) {
        if (node.isObject()) {
            List<ConfigNode.Entry> entries = new ArrayList<>();
            node.properties()
                    .forEach(it -> entries.add(new ConfigNode.Entry(at, it.getKey(), convert(it.getValue(), at))));
            return new ConfigNode.Mapping(at, entries);
        }
        if (node.isArray()) {
            List<ConfigNode> items = new ArrayList<>();
            node.forEach(it -> items.add(convert(it, at)));
            return new ConfigNode.Sequence(at, items);
        }
        return node.isNull() ? new ConfigNode.Empty(at) : new ConfigNode.Scalar(at, node.asString(), !node.isString());
    }
}
