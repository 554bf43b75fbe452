package dev.tierway.evals.suite;

import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.Location;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML for tests of readers, as the program's own parser gives it. */
public final class YamlNodes {
    private YamlNodes() {}

    public static ConfigNode parse(String source, String yaml) {
        return node(
                source,
                new Compose(LoadSettings.builder().build()).composeString(yaml).orElseThrow());
    }

    private static ConfigNode node(String source, Node node) {
        Location at = node.getStartMark()
                .map(mark -> new Location(source, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseThrow();
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new ConfigNode.Empty(at);
            case ScalarNode scalar ->
                new ConfigNode.Scalar(at, scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN);
            case SequenceNode sequence ->
                new ConfigNode.Sequence(
                        at,
                        sequence.getValue().stream().map(it -> node(source, it)).toList());
            case MappingNode mapping -> new ConfigNode.Mapping(at, entries(source, mapping));
            default -> throw new IllegalStateException(node.toString());
        };
    }

    private static List<ConfigNode.Entry> entries(String source, MappingNode mapping) {
        return mapping.getValue().stream()
                .map(it -> new ConfigNode.Entry(
                        node(source, it.getKeyNode()).at(),
                        ((ScalarNode) it.getKeyNode()).getValue(),
                        node(source, it.getValueNode())))
                .toList();
    }
}
