package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.testing.FakeTicker;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reply tells of its time on the network and of decoding. */
@Timeout(30)
class BackendTimesTest {
    private static final String CHAT = "{\"model\":\"assistant\",\"messages\":[]}";

    private final FakeTicker ticker = new FakeTicker();
    private final Reaper reaper = new Reaper(ticker);

    private OpenAiProvider provider(Engine engine, FakeUpstream upstream) {
        return new OpenAiProvider(
                OpenAiProviderConfig.builder("backend", engine, upstream.baseUrl(), "m")
                        .build(),
                reaper,
                () -> Instant.EPOCH);
    }

    private static ProviderReply call(OpenAiProvider provider) {
        return provider.call(Requests.call(Requests.read(Operation.CHAT_COMPLETION, CHAT), ServiceTier.STANDARD));
    }

    @ParameterizedTest
    @CsvSource({"openai-processing-ms: 30, 10", "OpenAI-Processing-Ms: 0, 40", "openai-processing-ms: 40, 0"})
    void a_backend_that_tells_how_long_it_worked_leaves_the_rest_to_the_network(String header, long networkMillis) {
        try (FakeUpstream upstream = answeringAfter40Millis(header);
                OpenAiProvider provider = provider(Engine.OPENAI, upstream);
                ProviderReply reply = call(provider)) {
            assertThat(reply.networkNanos())
                    .isEqualTo(Duration.ofMillis(networkMillis).toNanos());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x: y", "openai-processing-ms: 41", "openai-processing-ms: -1", "openai-processing-ms: soon"})
    void what_a_backend_cannot_have_meant_is_left_to_the_round_trip(String header) {
        // The ticker stands still while a connection is made.
        try (FakeUpstream upstream = answeringAfter40Millis(header);
                OpenAiProvider provider = provider(Engine.OPENAI, upstream);
                ProviderReply reply = call(provider)) {
            assertThat(reply.networkNanos()).isZero();
        }
    }

    private FakeUpstream answeringAfter40Millis(String header) {
        return FakeUpstream.start(request -> {
            ticker.advance(Duration.ofMillis(40));
            return Script.json(200, "{}", header);
        });
    }

    @Test
    void a_whole_reply_of_llama_cpp_tells_how_long_decoding_took() {
        String body = "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9},"
                + "\"timings\":{\"prompt_ms\":3.5,\"predicted_n\":9,\"predicted_ms\":80.25}}";
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, body));
                OpenAiProvider provider = provider(Engine.LLAMA_CPP, upstream);
                ProviderReply reply = call(provider)) {
            assertThat(((ProviderReply.Complete) reply).decodedNanos()).isEqualTo(80_250_000);
        }
    }
}
