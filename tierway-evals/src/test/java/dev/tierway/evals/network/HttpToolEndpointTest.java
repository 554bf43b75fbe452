package dev.tierway.evals.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpToolEndpointTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ToolCall CALL = new ToolCall("pay", JSON.readTree("{\"amount\": 23}"));
    private static final JsonNode STATE = JSON.readTree("{\"credit\": 100}");

    private final HttpToolEndpoint tools = new HttpToolEndpoint(Duration.ofSeconds(20));

    @AfterEach
    void close() {
        tools.close();
    }

    @Test
    void a_tool_that_is_a_service_gets_the_call_with_the_world_and_changes_it() throws Exception {
        try (FakeUpstream service =
                FakeUpstream.always(Script.json(200, "{\"result\": {\"paid\": 23}, \"state\": {\"credit\": 77}}"))) {
            Network shop = Shop.read("""
                    {"version": 1, "name": "shop", "state": {"credit": 100},
                     "intents": {"pay": {"description": "pays", "instruction": "Take it.", "tools": ["pay"]}},
                     "tools": {"pay": {"description": "Pays.", "endpoint": "%s"}}}
                    """.formatted(service.uri()));
            World world = new World(shop, tools, shop.state());

            ToolResult result = world.call(CALL);

            assertThat(result).isEqualTo(ToolResult.ok(JSON.readTree("{\"paid\": 23}")));
            assertThat(world.state()).isEqualTo(JSON.readTree("{\"credit\": 77}"));
            assertThat(JSON.readTree(service.lastRequest().bodyText()))
                    .isEqualTo(JSON.readTree(
                            "{\"name\": \"pay\", \"arguments\": {\"amount\": 23}, \"state\": {\"credit\": 100}}"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"error\": \"not delivered yet\"} | not delivered yet",
                "422 | {\"error\": \"not delivered yet\"} | not delivered yet",
                "500 | {} | the tool does not work now: it answered with status 500",
                "200 | oops | the tool does not work now: it answered no JSON object",
                "200 | [1] | the tool does not work now: it answered no JSON object",
            })
    void a_service_that_refuses_or_fails_is_the_error_of_its_tool(int status, String body, String error)
            throws Exception {
        try (FakeUpstream service = FakeUpstream.always(Script.json(status, body))) {
            ToolEndpoint.Answer answer = tools.call(service.uri(), CALL, STATE);

            assertThat(answer.result()).isEqualTo(ToolResult.refused(error));
            assertThat(answer.state()).isEmpty();
        }
    }

    @Test
    void a_service_that_says_nothing_more_has_done_it_and_changed_nothing() throws Exception {
        try (FakeUpstream service = FakeUpstream.always(Script.json(200, "{}"))) {
            ToolEndpoint.Answer answer = tools.call(service.uri(), CALL, STATE);

            assertThat(answer.result().ok()).isTrue();
            assertThat(answer.state()).isEmpty();
        }
    }

    @Test
    void a_service_that_never_ends_its_answer_is_given_up() throws Exception {
        Script half = Script.start()
                .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"res")
                .stall();
        try (FakeUpstream service = FakeUpstream.always(half);
                HttpToolEndpoint hasty = new HttpToolEndpoint(Duration.ofMillis(200))) {
            assertThat(hasty.call(service.uri(), CALL, STATE).result())
                    .isEqualTo(ToolResult.refused("the tool does not work now: it did not answer within 200 ms"));
        }
    }

    @Test
    void a_service_that_is_not_there_is_told() throws Exception {
        URI gone;
        try (FakeUpstream service = FakeUpstream.always(Script.json(200, "{}"))) {
            gone = service.uri();
        }

        ToolResult result = tools.call(gone, CALL, STATE).result();

        assertThat(result.ok()).isFalse();
        assertThat(result.told().path("error").asString("")).contains("it cannot be reached");
    }
}
