package dev.tierway.app.config;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Turns one YAML 1.2 document into located {@link ConfigNode}s; scalars stay text, so nothing is guessed. */
public final class YamlTree {
    private final String source;
    private final Set<Node> ancestors = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlTree(String source) {
        this.source = source;
    }

    /**
     * The tree of {@code yaml}; an empty document is an empty mapping.
     *
     * @throws ConfigException when it is not YAML
     */
    public static ConfigNode parse(String source, String yaml) {
        YamlTree tree = new YamlTree(source);
        LoadSettings settings = LoadSettings.builder().setLabel(source).build();
        try {
            ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, yaml));
            Optional<Node> root = new Composer(settings, parser).getSingleNode();
            return root.map(tree::convert).orElseGet(() -> new ConfigNode.Empty(new Location(source, 1, 1)));
        } catch (MarkedYamlEngineException malformed) {
            String what = Optional.ofNullable(malformed.getProblem()).orElse("cannot be parsed");
            throw failure(tree.at(malformed.getProblemMark()), "not valid YAML: " + what);
        } catch (YamlEngineException malformed) {
            throw failure(new Location(source, 1, 1), "not valid YAML: " + malformed.getMessage());
        }
    }

    private ConfigNode convert(Node node) {
        Location at = at(node.getStartMark());
        if (!ancestors.add(node)) {
            throw failure(at, "an alias must not contain itself");
        }
        try {
            return switch (node) {
                case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new ConfigNode.Empty(at);
                case ScalarNode scalar ->
                    new ConfigNode.Scalar(at, scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN);
                case SequenceNode sequence ->
                    new ConfigNode.Sequence(
                            at, sequence.getValue().stream().map(this::convert).toList());
                case MappingNode mapping -> new ConfigNode.Mapping(at, entries(mapping));
                default -> throw failure(at, "a YAML " + node.getNodeType() + " is not supported here");
            };
        } finally {
            ancestors.remove(node);
        }
    }

    private List<ConfigNode.Entry> entries(MappingNode mapping) {
        List<ConfigNode.Entry> entries = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Location at = at(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw failure(at, "a key must be a plain name");
            }
            entries.add(new ConfigNode.Entry(at, key.getValue(), convert(tuple.getValueNode())));
        }
        return entries;
    }

    private Location at(Optional<Mark> mark) {
        return mark.map(it -> new Location(source, it.getLine() + 1, it.getColumn() + 1))
                .orElseGet(() -> new Location(source, 1, 1));
    }

    private static ConfigException failure(Location at, String message) {
        return new ConfigException(List.of(new ConfigProblem(at, message)));
    }
}
