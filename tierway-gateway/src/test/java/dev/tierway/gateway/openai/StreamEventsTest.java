package dev.tierway.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamEventsTest {
    private static final String FIRST =
            "{\"id\":\"1\",\"choices\":[{\"delta\":{\"role\":\"assistant\"},\"finish_reason\":null}]}";
    private static final String TRICKY =
            "{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"\\\"finish_reason\\\":\\\"stop\\\"\"},\"finish_reason\":null}]}";
    private static final String FINISH = "{\"id\":\"1\",\"choices\":[{\"delta\":{},\"finish_reason\": \"stop\"}]}";
    private static final String USAGE = "{\"id\":\"1\",\"choices\": [],\"usage\":{\"prompt_tokens\":3}}";

    @Test
    void the_last_event_tells_the_tier_when_usage_was_not_asked_for() {
        assertThat(relay(false, FIRST, TRICKY, FINISH, USAGE))
                .containsExactly(
                        "data: {\"service_tier\":\"flex\"," + FIRST.substring(1),
                        "data: " + TRICKY,
                        "data: {\"service_tier\":\"flex\",\"tierway\":{}," + FINISH.substring(1),
                        "data: [DONE]");
    }

    @Test
    void the_usage_event_tells_the_tier_when_usage_was_asked_for() {
        assertThat(relay(true, FIRST, FINISH, USAGE))
                .containsExactly(
                        "data: {\"service_tier\":\"flex\"," + FIRST.substring(1),
                        "data: " + FINISH,
                        "data: {\"service_tier\":\"flex\",\"tierway\":{}," + USAGE.substring(1),
                        "data: [DONE]");
    }

    @Test
    void every_choice_keeps_its_finish() {
        assertThat(relay(false, FIRST, FINISH, FIRST, FINISH))
                .hasSize(5)
                .filteredOn(e -> e.contains("\"stop\""))
                .hasSize(2);
    }

    @Test
    void a_backend_s_own_tier_never_contradicts_ours() {
        String own = "{\"id\":\"1\",\"service_tier\":\"default\",\"choices\":[{\"delta\":{}}]}";
        String last = "{\"service_tier\":null,\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x\":1.5}";

        assertThat(relay(false, own, own, last))
                .containsExactly(
                        "data: {\"service_tier\":\"flex\",\"id\":\"1\",\"choices\":[{\"delta\":{}}]}",
                        "data: {\"id\":\"1\",\"choices\":[{\"delta\":{}}]}",
                        "data: {\"service_tier\":\"flex\",\"tierway\":{},\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x\":1.5}",
                        "data: [DONE]");
    }

    private static List<String> relay(boolean usageWanted, String... payloads) {
        StreamEvents events = new StreamEvents(
                Slice.utf8("\"service_tier\":\"flex\""), usageWanted, () -> Slice.utf8("\"tierway\":{}"));
        List<Slice> out = new ArrayList<>();
        for (String payload : payloads) {
            out.addAll(events.next(Slice.utf8(payload)));
        }
        out.addAll(events.end());
        StringBuilder text = new StringBuilder();
        out.forEach(text::append);
        return List.of(text.toString().stripTrailing().split("\n\n", -1));
    }
}
