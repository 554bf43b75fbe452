package dev.tierway.evals.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkReaderTest {
    @TempDir
    private Path folder;

    @Test
    void a_network_is_read_with_its_intents_tools_rules_and_state() {
        Network shop = Shop.network();

        assertThat(shop.intents().keySet()).containsExactly("upgrade_plan", "refund", "opening_hours");
        assertThat(shop.intent("upgrade_plan").orElseThrow().routine().handOffs())
                .containsExactly("refund");
        assertThat(shop.tools(shop.intent("refund").orElseThrow().routine()))
                .extracting(Tool::name)
                .containsExactly("show_order", "refund_order");
        assertThat(shop.tool("refund_order").orElseThrow().effect()).isInstanceOfSatisfying(Effect.Rules.class, it -> {
            assertThat(it.guards()).hasSize(2);
            assertThat(it.changes()).hasSize(3);
        });
        assertThat(shop.state().at("/orders/W1/paid").isNumber()).isTrue();
    }

    @Test
    void what_is_written_is_read_back_the_same() {
        Network shop = Shop.network();

        assertThat(Shop.read(NetworkJson.write(shop).toString())).isEqualTo(shop);
    }

    @Test
    void texts_and_the_state_may_stand_in_files() throws IOException {
        Files.writeString(folder.resolve("hours.md"), "We are open from 9 to 5.\n");
        Files.writeString(folder.resolve("state.json"), "{\"open\": true}");
        Path file = folder.resolve("network.yaml");
        Files.writeString(file, """
                {"version": 1, "state": "file://state.json",
                 "intents": {"hours": {"description": "when", "instruction": "file://hours.md"}}}
                """);

        Network network = new NetworkReader(JsonTree::parse).read(file);

        assertThat(network.intent("hours").orElseThrow().routine().instruction())
                .isEqualTo("We are open from 9 to 5.\n");
        assertThat(network.state().path("open").booleanValue()).isTrue();
    }

    @Test
    void every_mistake_is_told_with_the_nearest_name() {
        String wrong = Shop.JSON
                .replace("\"tools\": [\"change_plan\"]", "\"tools\": [\"change_plans\"]")
                .replace("\"hand_offs\": [\"refund\"]", "\"hand_offs\": [\"refunds\"]")
                .replace("\"equals\": \"delivered\"", "\"equal\": \"delivered\"")
                .replace("\"greeting\"", "\"greetings\"");

        assertThatThrownBy(() -> Shop.read(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no tool 'change_plans'; did you mean 'change_plan'?")
                .hasMessageContaining("there is no intent 'refunds'; did you mean 'refund'?")
                .hasMessageContaining("unknown key 'equal'; did you mean 'equals'?")
                .hasMessageContaining("a guard has exactly one of 'equals', 'at_least' and 'exists'")
                .hasMessageContaining("unknown key 'greetings'; did you mean 'greeting'?");
    }

    @Test
    void a_tool_is_a_service_or_rules_but_not_both() {
        String both = Shop.JSON.replace(
                "\"description\": \"Changes the plan.\"",
                "\"description\": \"Changes the plan.\", \"endpoint\": \"http://127.0.0.1:1/plan\"");

        assertThatThrownBy(() -> Shop.read(both)).hasMessageContaining("either an 'endpoint' or rules");
        assertThatThrownBy(() -> Shop.read("{\"version\": 1}")).hasMessageContaining("at least one intent");
    }
}
