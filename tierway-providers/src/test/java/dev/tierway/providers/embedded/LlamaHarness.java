package dev.tierway.providers.embedded;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.engine.EmbeddedEngine;
import dev.tierway.engine.EngineSettings;
import dev.tierway.engine.catalogue.CacheFolder;
import dev.tierway.engine.catalogue.Natives;
import dev.tierway.engine.catalogue.TransferListener;
import dev.tierway.engine.llama.LlamaBackend;
import dev.tierway.engine.llama.LlamaLibrary;
import dev.tierway.engine.llama.LlamaModel;
import dev.tierway.engine.text.ChatTemplate;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An embedded provider over the native library. */
final class LlamaHarness implements AutoCloseable {
    private static final int CONTEXT = 1024;

    final EmbeddedProvider provider;

    LlamaHarness(Path gguf) {
        LlamaModel model = LlamaLibrary.open(new Natives(CacheFolder.of(System.getenv()), System.getenv())
                        .findOrInstall(Optional.empty(), TransferListener.SILENT))
                .load(gguf);
        EmbeddedEngine engine = new EmbeddedEngine(
                EngineSettings.defaults(CONTEXT, 1),
                () -> new LlamaBackend(model, new LlamaBackend.Options(2 * CONTEXT, 512, 64, 1)),
                model,
                Ticker.system());
        EmbeddedModel embedded = new EmbeddedModel(
                model,
                Optional.of(ChatTemplate.ofModel(model.chatTemplate())),
                model::grammar,
                CONTEXT,
                "fp_real",
                model::close);
        EmbeddedSettings settings = new EmbeddedSettings("real", 4, 300, 100, Duration.ofSeconds(1));
        provider = new EmbeddedProvider(settings, embedded, engine, () -> EmbeddedHarness.NOW, () -> 11);
    }

    JsonNode whole(String body) {
        ProviderCall call = new ProviderCall(
                "r1",
                EmbeddedHarness.request(Operation.CHAT_COMPLETION, body),
                ServiceTier.STANDARD,
                "project",
                Long.MAX_VALUE,
                new Cancellation(),
                null);
        try (ProviderReply reply = provider.call(call)) {
            return EmbeddedHarness.JSON.readTree(
                    ((ProviderReply.Complete) reply).body().toString());
        }
    }

    /** The content of the only choice of {@link #whole}. */
    String answer(String body) {
        return whole(body).at("/choices/0/message/content").stringValue();
    }

    @Override
    public void close() {
        provider.close();
    }
}
