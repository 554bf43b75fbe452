package dev.tierway.evals.network;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorldTest {
    private final Network shop = Shop.network();
    private final World world = new World(shop, ToolEndpoint.NONE, shop.state());

    @Test
    void a_refund_changes_the_order_the_list_and_the_credit_to_the_cent() throws InterruptedException {
        ToolResult result = world.call(Shop.call("refund_order", "{\"order_id\": \"W1\", \"amount\": 22.99}"));

        assertThat(result.ok()).isTrue();
        JsonNode state = world.state();
        assertThat(state.at("/orders/W1/status").asString()).isEqualTo("refunded");
        assertThat(state.at("/refunds/0/amount").decimalValue()).isEqualByComparingTo("22.99");
        assertThat(state.at("/account/credit").decimalValue()).isEqualByComparingTo("77.11");
    }

    @Test
    void a_guard_that_does_not_hold_leaves_everything_as_it_was_and_says_why() throws InterruptedException {
        ToolResult early = world.call(Shop.call("refund_order", "{\"order_id\": \"W2\", \"amount\": 50}"));
        ToolResult much = world.call(Shop.call("refund_order", "{\"order_id\": \"W1\", \"amount\": 23.01}"));

        assertThat(early.told().path("error").asString()).isEqualTo("order W2 is not delivered");
        assertThat(much.told().path("error").asString()).isEqualTo("more than was paid");
        assertThat(StateDifference.same(shop.state(), world.state())).isTrue();
    }

    @Test
    void missing_arguments_unknown_tools_and_unknown_orders_are_refused_in_plain_words() throws InterruptedException {
        assertThat(error("change_plan", "{}")).isEqualTo("the argument 'plan' is missing");
        assertThat(error("change_plan", "[]")).isEqualTo("the arguments must be an object");
        assertThat(error("cancel", "{}")).isEqualTo("there is no tool 'cancel'");
        assertThat(error("show_order", "{\"order_id\": \"W9\"}")).contains("there is no orders");
        assertThat(error("refund_order", "{\"order_id\": \"W1\", \"amount\": \"much\"}"))
                .contains("a number is needed");
    }

    @Test
    void an_argument_is_one_step_of_a_path_whatever_it_holds() throws InterruptedException {
        assertThat(error("show_order", "{\"order_id\": \"W1.paid\"}")).contains("there is no orders");
    }

    @Test
    void the_worlds_of_two_conversations_are_apart() throws InterruptedException {
        World other = new World(shop, ToolEndpoint.NONE, shop.state());
        world.call(Shop.call("change_plan", "{\"plan\": \"B\"}"));

        assertThat(other.state().at("/account/plan").asString()).isEqualTo("A");
        assertThat(shop.state().at("/account/plan").asString()).isEqualTo("A");
    }

    @Property(tries = 200)
    void subtracting_cents_is_exact(@ForAll @IntRange(min = 0, max = 2300) int cents) throws InterruptedException {
        World fresh = new World(shop, ToolEndpoint.NONE, shop.state());
        String amount = cents / 100 + "." + (cents % 100 < 10 ? "0" : "") + cents % 100;
        fresh.call(Shop.call("refund_order", "{\"order_id\": \"W1\", \"amount\": " + amount + "}"));

        assertThat(fresh.state().at("/account/credit").decimalValue().movePointRight(2))
                .isEqualByComparingTo(Integer.toString(10_010 - cents));
    }

    @Test
    void equal_states_have_one_hash_and_a_cent_makes_another() {
        JsonNode state = json("{\"a\": 23, \"b\": [1.50, \"x\"]}");

        assertThat(StateHash.of(json("{\"b\": [1.5, \"x\"], \"a\": 23.00}"))).isEqualTo(StateHash.of(state));
        assertThat(StateHash.of(json("{\"a\": 22.99, \"b\": [1.50, \"x\"]}"))).isNotEqualTo(StateHash.of(state));
        assertThat(StateHash.of(json("{\"a\": \"23\", \"b\": [1.50, \"x\"]}"))).isNotEqualTo(StateHash.of(state));
    }

    @Test
    void the_first_difference_of_two_states_is_told_with_its_place() {
        assertThat(StateDifference.between(json("{\"a\": {\"b\": [1, 23]}}"), json("{\"a\": {\"b\": [1, 22.99]}}")))
                .hasValue("a.b.1 is 22.99, not 23");
        assertThat(StateDifference.missing(json("{\"a\": 1}"), json("{\"a\": 1.0, \"b\": 2}")))
                .isEmpty();
        assertThat(StateDifference.between(json("{\"a\": 1}"), json("{\"a\": 1, \"b\": 2}")))
                .hasValue("b is 2, and should not be there");
    }

    private String error(String tool, String arguments) throws InterruptedException {
        ToolResult result = world.call(Shop.call(tool, arguments));
        assertThat(result.ok()).isFalse();
        return result.told().path("error").asString();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
