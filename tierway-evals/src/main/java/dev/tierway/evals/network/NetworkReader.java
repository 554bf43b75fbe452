package dev.tierway.evals.network;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.config.Location;
import dev.tierway.core.config.NearestName;
import dev.tierway.evals.dataset.ConfigJson;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@code network.yaml} strictly: every mistake is told, with its line and how to mend it. Texts and the state may
 * stand in files beside it, {@code file://refund.md}. Immutable.
 */
public final class NetworkReader {
    private static final String SCHEME = "file://";
    private static final String GREETING = "Hello, how can I help you?";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ConfigFormat<Integer> VERSION = ConfigFormats.integer(1, 1);
    private static final ConfigFormat<URI> URL = new ConfigFormat<>(
            "the address of a service, like http://127.0.0.1:9000/tools/refund",
            URI.create("http://localhost"),
            NetworkReader::url);

    private final BiFunction<String, String, ConfigNode> yaml;

    /** @param yaml makes a tree of a source's name and its text */
    public NetworkReader(BiFunction<String, String, ConfigNode> yaml) {
        this.yaml = yaml;
    }

    /**
     * The network in {@code file}.
     *
     * @throws ConfigException with everything that is wrong
     */
    public Network read(Path file) {
        ConfigNode root = yaml.apply(file.toString(), text(file));
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
        return ConfigReader.bind(root, reader -> new Binding(folder).network(reader), _ -> List.of());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new ConfigException(List.of(new ConfigProblem(
                    new Location(file.toString(), 1, 1),
                    "cannot be read (" + unreadable.getClass().getSimpleName() + ")")));
        }
    }

    private static Optional<URI> url(String text) {
        try {
            URI uri = new URI(text);
            return Optional.of(uri)
                    .filter(it ->
                            it.getHost() != null && ("http".equals(it.getScheme()) || "https".equals(it.getScheme())));
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }

    /** Makes the parts of one file. */
    private record Binding(Path folder) {

        Network network(ConfigReader reader) {
            reader.required("version", VERSION);
            Map<String, Tool> tools = reader.named("tools", this::tool);
            List<String> toolNames = names("tools", reader);
            List<String> intentNames = names("intents", reader);
            Map<String, Intent> intents =
                    reader.named("intents", (name, intent) -> intent(name, intent, toolNames, intentNames));
            if (intents.isEmpty()) {
                reader.problem("intents", "a network needs at least one intent");
            }
            return new Network(
                    reader.or("name", ConfigFormats.TEXT, "network"),
                    reader.or("greeting", ConfigFormats.TEXT, GREETING),
                    state(reader),
                    new LinkedHashMap<>(intents),
                    new LinkedHashMap<>(tools));
        }

        private Intent intent(String name, ConfigReader reader, List<String> tools, List<String> intents) {
            return new Intent(
                    name,
                    reader.or("group", ConfigFormats.TEXT, ""),
                    reader.required("description", ConfigFormats.TEXT),
                    reader.list("examples", ConfigFormats.TEXT),
                    new Routine(
                            fileOrText("instruction", reader.required("instruction", ConfigFormats.TEXT), reader),
                            known("tools", reader, "tool", tools),
                            known("hand_offs", reader, "intent", intents)));
        }

        /** The names under {@code key}, of which some are not there. */
        private static List<String> known(String key, ConfigReader reader, String what, List<String> there) {
            List<String> names = reader.list(key, ConfigFormats.TEXT);
            for (String name : names) {
                if (!there.contains(name)) {
                    reader.problem(key, "there is no " + what + " '" + name + "'; " + NearestName.hint(name, there));
                }
            }
            return names;
        }

        private static List<String> names(String key, ConfigReader reader) {
            return reader
                    .tree(key)
                    .map(it ->
                            it instanceof ConfigNode.Mapping mapping ? mapping.entries() : List.<ConfigNode.Entry>of())
                    .orElse(List.of())
                    .stream()
                    .map(ConfigNode.Entry::key)
                    .toList();
        }

        private Tool tool(String name, ConfigReader reader) {
            String description = reader.required("description", ConfigFormats.TEXT);
            JsonNode parameters = reader.tree("parameters")
                    .map(ConfigJson::of)
                    .filter(JsonNode::isObject)
                    .orElseGet(() -> {
                        if (reader.tree("parameters").isPresent()) {
                            reader.problem("parameters", "'parameters' must be a JSON schema of an object");
                        }
                        return JSON.createObjectNode().put("type", "object");
                    });
            Optional<URI> endpoint = reader.optional("endpoint", URL);
            Effect.Rules rules = new Effect.Rules(
                    reader.sections("when", Binding::guard),
                    reader.sections("then", Binding::change),
                    reader.optional("reply", ConfigFormats.TEXT).map(it -> path("reply", it, reader)));
            if (endpoint.isPresent()
                    && !(rules.guards().isEmpty()
                            && rules.changes().isEmpty()
                            && rules.reply().isEmpty())) {
                reader.problem("endpoint", "a tool has either an 'endpoint' or rules ('when', 'then', 'reply')");
            }
            Effect effect = endpoint.<Effect>map(Effect.Endpoint::new).orElse(rules);
            return new Tool(name, description, parameters, effect);
        }

        private static Effect.Guard guard(ConfigReader reader) {
            StatePath path = path("path", reader.required("path", ConfigFormats.TEXT), reader);
            List<Effect.Test> tests = new ArrayList<>();
            reader.tree("equals").ifPresent(it -> tests.add(new Effect.Test.Equal(ConfigJson.of(it))));
            reader.tree("at_least").ifPresent(it -> tests.add(new Effect.Test.AtLeast(ConfigJson.of(it))));
            reader.optional("exists", ConfigFormats.FLAG).ifPresent(it -> tests.add(new Effect.Test.Exists(it)));
            if (tests.size() != 1) {
                reader.problem("path", "a guard has exactly one of 'equals', 'at_least' and 'exists'");
                tests.add(new Effect.Test.Exists(true));
            }
            String otherwise = reader.or("else", ConfigFormats.TEXT, "that is not possible: " + path);
            return new Effect.Guard(path, tests.getFirst(), otherwise);
        }

        private static Effect.Change change(ConfigReader reader) {
            JsonNode value = reader.tree("value").map(ConfigJson::of).orElseGet(() -> {
                reader.problem("value", "'value' is missing; it says what is put there");
                return JSON.getNodeFactory().nullNode();
            });
            List<Effect.Change> changes = new ArrayList<>();
            place("set", reader).ifPresent(it -> changes.add(new Effect.Change.Set(it, value)));
            place("append", reader).ifPresent(it -> changes.add(new Effect.Change.Append(it, value)));
            place("subtract", reader).ifPresent(it -> changes.add(new Effect.Change.Subtract(it, value)));
            if (changes.size() != 1) {
                reader.problem("value", "a change has exactly one of 'set', 'append' and 'subtract'");
                changes.add(new Effect.Change.Set(new StatePath(List.of("nothing")), value));
            }
            return changes.getFirst();
        }

        private static Optional<StatePath> place(String key, ConfigReader reader) {
            return reader.optional(key, ConfigFormats.TEXT).map(it -> path(key, it, reader));
        }

        private static StatePath path(String key, String text, ConfigReader reader) {
            try {
                return StatePath.parse(text);
            } catch (IllegalArgumentException malformed) {
                if (!text.isEmpty()) {
                    reader.problem(key, String.valueOf(malformed.getMessage()));
                }
                return new StatePath(List.of("nothing"));
            }
        }

        private JsonNode state(ConfigReader reader) {
            Optional<ConfigNode> state = reader.tree("state");
            if (state.isEmpty()) {
                return JSON.createObjectNode();
            }
            JsonNode tree = ConfigJson.of(state.get());
            if (tree.isString() && tree.stringValue().startsWith(SCHEME)) {
                String json = fileOrText("state", tree.stringValue(), reader);
                try {
                    return json.isEmpty() ? JSON.createObjectNode() : JSON.readTree(json);
                } catch (JacksonException malformed) {
                    reader.problem("state", "its file is not JSON: " + malformed.getOriginalMessage());
                }
            }
            return tree;
        }

        private String fileOrText(String key, String text, ConfigReader reader) {
            if (!text.startsWith(SCHEME)) {
                return text;
            }
            Path file = folder.resolve(text.substring(SCHEME.length()));
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException unreadable) {
                reader.problem(
                        key,
                        "cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")");
                return "";
            }
        }
    }
}
