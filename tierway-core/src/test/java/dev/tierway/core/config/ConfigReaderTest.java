package dev.tierway.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
    record Server(String host, int port, Duration idle) {
        static final Server DEFAULTS = new Server("127.0.0.1", 8080, Duration.ofSeconds(60));

        Server {
            if (host.equals("forbidden")) {
                throw new IllegalArgumentException("host 'forbidden' is not a host");
            }
        }

        static Server from(ConfigReader reader) {
            return new Server(
                    reader.or("host", ConfigFormats.TEXT, DEFAULTS.host),
                    reader.or("port", ConfigFormats.integer(0, 65_535), DEFAULTS.port),
                    reader.or("idle", ConfigFormats.DURATION, DEFAULTS.idle));
        }
    }

    @Test
    void what_is_absent_takes_its_default() {
        Server server = bind(mapping("port", scalar("9000")), Server::from);
        assertThat(server).isEqualTo(new Server("127.0.0.1", 9000, Duration.ofSeconds(60)));
    }

    @Test
    void an_unknown_key_names_the_nearest_known_one() {
        assertProblems(
                mapping("prot", scalar("9000")), Server::from, "t.yaml:1:1: unknown key 'prot'; did you mean 'port'?");
    }

    @Test
    void all_mistakes_are_told_together() {
        assertProblems(
                mapping("port", scalar("many"), "idle", scalar("60"), "hots", scalar("x")),
                Server::from,
                "t.yaml:1:5: 'port' must be a whole number from 0 to 65535, not the value 'many'",
                "t.yaml:2:5: 'idle' must be a duration with a unit us, ms, s, m, h or d, like 500ms or 15m, not the"
                        + " value '60'",
                "t.yaml:3:1: unknown key 'hots'; did you mean 'host'?");
    }

    @Test
    void a_repeated_key_is_not_silently_the_last() {
        assertProblems(
                mapping("port", scalar("1"), "port", scalar("2")),
                Server::from,
                "t.yaml:2:1: 'port' is given twice; first on line 1");
    }

    @Test
    void a_required_value_that_is_missing_says_what_it_should_be() {
        assertProblems(
                mapping(),
                reader -> reader.required("wait", ConfigFormats.DURATION),
                "t.yaml:1:1: 'wait' is missing; it must be a duration with a unit us, ms, s, m, h or d, like 500ms or"
                        + " 15m");
    }

    @Test
    void the_wrong_shape_is_told_in_words() {
        Function<ConfigReader, Server> binding = reader -> reader.section("server", Server::from, Server.DEFAULTS);
        assertProblems(
                mapping("server", scalar("fast")),
                binding,
                "t.yaml:1:5: 'server' must be a mapping of keys to values, not the value 'fast'");
        assertProblems(
                mapping("server", mapping("host", new ConfigNode.Empty(at(2)))),
                binding,
                "t.yaml:2:1: 'host' must be text that is not empty, not nothing");
    }

    @Test
    void a_record_that_refuses_its_values_is_a_problem_at_its_place() {
        assertProblems(
                mapping("server", mapping("host", scalar("forbidden"))),
                reader -> reader.section("server", Server::from, Server.DEFAULTS),
                "t.yaml:1:1: host 'forbidden' is not a host");
    }

    @Test
    void names_keep_their_order_and_each_is_bound() {
        Map<String, Integer> ports = bind(
                mapping("ports", mapping("b", mapping("port", scalar("2")), "a", mapping("port", scalar("1")))),
                reader -> reader.named("ports", (name, it) -> it.required("port", ConfigFormats.integer(0, 9))));
        assertThat(ports).containsExactly(Map.entry("b", 2), Map.entry("a", 1));
    }

    @Test
    void a_lone_value_is_a_list_of_one() {
        Function<ConfigReader, List<String>> binding = reader -> reader.list("names", ConfigFormats.TEXT);
        assertThat(bind(mapping("names", scalar("one")), binding)).containsExactly("one");
        assertThat(bind(
                        mapping("names", new ConfigNode.Sequence(at(1), List.of(scalar("one"), scalar("two")))),
                        binding))
                .containsExactly("one", "two");
        assertThat(bind(mapping(), binding)).isEmpty();
    }

    @Test
    void checks_run_only_on_what_could_be_read() {
        Function<Server, List<ConfigProblem>> checks =
                server -> List.of(new ConfigProblem(at(9), "port " + server.port() + " is taken"));
        assertThatThrownBy(() -> ConfigReader.bind(mapping("port", scalar("1")), Server::from, checks))
                .hasMessage("t.yaml:9:1: port 1 is taken");
        assertThatThrownBy(() -> ConfigReader.bind(mapping("port", scalar("x")), Server::from, checks))
                .hasMessageNotContaining("is taken");
    }

    @Test
    void a_value_may_be_written_short_or_whole() {
        Function<ConfigReader, Server> binding = reader -> reader.either(
                        "server", ConfigFormats.TEXT.map(host -> new Server(host, 80, Duration.ZERO)), Server::from)
                .orElse(Server.DEFAULTS);

        assertThat(bind(mapping("server", scalar("here")), binding).port()).isEqualTo(80);
        assertThat(bind(mapping("server", mapping("port", scalar("81"))), binding)
                        .port())
                .isEqualTo(81);
        assertThat(bind(mapping(), binding)).isEqualTo(Server.DEFAULTS);
        assertProblems(
                mapping("server", mapping("prot", scalar("81"))),
                binding,
                "t.yaml:1:1: unknown key 'prot'; did you mean 'port'?");
    }

    @Test
    void entries_with_names_of_the_user_keep_their_order() {
        assertThat(bind(
                                mapping("b", mapping("port", scalar("1")), "a", mapping()),
                                reader -> reader.each((name, it) ->
                                        name + " " + Server.from(it).port()))
                        .values())
                .containsExactly("b 1", "a 8080");
    }

    @Test
    void mistakes_of_a_file_that_is_referred_to_are_told_too() {
        ConfigProblem elsewhere = new ConfigProblem(new Location("other.yaml", 7, 1), "is wrong");
        assertProblems(
                mapping("port", scalar("many")),
                reader -> {
                    reader.problems(List.of(elsewhere));
                    return Server.from(reader);
                },
                "other.yaml:7:1: is wrong",
                "t.yaml:1:5: 'port' must be a whole number from 0 to 65535, not the value 'many'");
    }

    @Test
    void a_list_of_mappings_keeps_its_order_and_tells_each_mistake() {
        ConfigNode good =
                new ConfigNode.Sequence(at(1), List.of(mapping("port", scalar("2")), mapping("port", scalar("1"))));
        assertThat(bind(mapping("ports", good), ConfigReaderTest::ports)).containsExactly(2, 1);
        assertThat(bind(mapping(), ConfigReaderTest::ports)).isEmpty();
        assertProblems(
                mapping("ports", new ConfigNode.Sequence(at(1), List.of(mapping("port", scalar("no")), scalar("x")))),
                ConfigReaderTest::ports,
                "t.yaml:1:5: 'port' must be a whole number from 0 to 9, not the value 'no'",
                "t.yaml:1:5: each of 'ports' must be a mapping of keys to values, not the value 'x'");
        assertProblems(
                mapping("ports", mapping("port", scalar("1"))),
                ConfigReaderTest::ports,
                "t.yaml:1:1: 'ports' must be a list, not a mapping");
    }

    @Test
    void a_tree_is_handed_out_as_it_stands() {
        ConfigNode value = new ConfigNode.Sequence(at(1), List.of(scalar("one")));
        Function<ConfigReader, Optional<ConfigNode>> any = reader -> reader.tree("any");
        assertThat(bind(mapping("any", value), any)).contains(value);
        assertThat(bind(mapping(), any)).isEmpty();
    }

    @Test
    void a_path_is_located_as_deep_as_it_exists() {
        ConfigNode root = mapping(
                "models", mapping("m", mapping("deployments", new ConfigNode.Sequence(at(4), List.of(scalar("d"))))));
        assertThat(root.locate("models", "m", "deployments", "0")).isEqualTo(new Location("t.yaml", 1, 5));
        assertThat(root.locate("models", "absent", "deployments")).isEqualTo(at(1));
    }

    private static List<Integer> ports(ConfigReader reader) {
        return reader.sections("ports", it -> it.required("port", ConfigFormats.integer(0, 9)));
    }

    private static <T> T bind(ConfigNode root, Function<ConfigReader, T> binding) {
        return ConfigReader.bind(root, binding, bound -> List.of());
    }

    private static void assertProblems(ConfigNode root, Function<ConfigReader, ?> binding, String... problems) {
        assertThatThrownBy(() -> bind(root, binding))
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join("\n", problems));
    }

    private static Location at(int line) {
        return new Location("t.yaml", line, 1);
    }

    private static ConfigNode scalar(String text) {
        return new ConfigNode.Scalar(new Location("t.yaml", 1, 5), text);
    }

    /** Keys and values in turn, each pair on its own line. */
    private static ConfigNode mapping(Object... pairs) {
        List<ConfigNode.Entry> entries = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            int line = i / 2 + 1;
            ConfigNode value = (ConfigNode) pairs[i + 1];
            ConfigNode located = value instanceof ConfigNode.Scalar scalar
                    ? new ConfigNode.Scalar(new Location("t.yaml", line, 5), scalar.text())
                    : value;
            entries.add(new ConfigNode.Entry(at(line), (String) pairs[i], located));
        }
        return new ConfigNode.Mapping(at(1), entries);
    }
}
