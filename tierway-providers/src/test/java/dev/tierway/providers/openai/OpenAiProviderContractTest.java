package dev.tierway.providers.openai;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.ProviderContract;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.time.Duration;

class OpenAiProviderContractTest extends ProviderContract {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}";

    @Override
    protected InferenceRequest request(boolean stream) {
        return Requests.read(
                Operation.CHAT_COMPLETION,
                "{\"model\":\"assistant\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    private static Script script(Scenario scenario, RecordedRequest request) {
        boolean stream = request.bodyText().contains("\"stream\":true");
        return switch (scenario) {
            case ANSWERS -> stream ? Script.events(DELTA, DELTA, USAGE) : Script.json(200, USAGE);
            case STALLS_BEFORE_ANSWERING -> Script.start().stall();
            case STALLS_INSIDE_ANSWER -> Script.sse().event(DELTA).stall();
            case FAILS -> Script.json(500, "{\"error\":{\"message\":\"out of memory\"}}");
        };
    }

    @Override
    protected Subject subject(Scenario scenario) {
        FakeUpstream upstream = FakeUpstream.start(request -> script(scenario, request));
        Reaper reaper = new Reaper(Ticker.system());
        Provider provider = new OpenAiProvider(
                OpenAiProviderConfig.builder("vllm-a", Engine.VLLM, upstream.baseUrl(), "llama")
                        .build(),
                reaper,
                WallClock.system());
        return new Subject() {
            @Override
            public Provider provider() {
                return provider;
            }

            @Override
            public void awaitWorking() {
                upstream.awaitRequests(1, PATIENCE);
            }

            @Override
            public void awaitStopped(int count) {
                upstream.awaitCancelled(count, PATIENCE);
            }

            @Override
            public Usage usage() {
                return Usage.of(7, 0, 2);
            }

            @Override
            public void close() {
                provider.close();
                upstream.close();
            }
        };
    }
}
