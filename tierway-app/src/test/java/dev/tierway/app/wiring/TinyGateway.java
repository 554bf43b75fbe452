package dev.tierway.app.wiring;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.testing.gguf.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A whole gateway on a free port, with the generated model behind the real native engine. */
final class TinyGateway implements AutoCloseable {
    static final String KEY = "tw-test-0123456789abcdef";
    static final String ADMIN_KEY = "tw-admin-0123456789abcdef";
    static final String FLEX_ONLY_KEY = "tw-flex-0123456789abcdef";

    private final RunningGateway gateway;

    TinyGateway(Path folder) {
        Path model = TinyModel.DEFAULT.write(folder.resolve("tiny.gguf"));
        Path config = folder.resolve("tierway.yaml");
        try {
            Files.writeString(config, """
                    version: 1
                    server: {port: 0, max_body: 64KiB, body_timeout: 1s, drain_timeout: 1s}
                    deployments:
                      tiny: {provider: embedded, model: "%s", context: 2048, slots: 4, threads: 1}
                    models:
                      tiny: {deployments: [tiny], price: {input: "$1/M", output: "$4/M"}}
                    storage: {url: "sqlite:%s"}
                    admin: {keys: [%s]}
                    projects:
                      shop: {keys: [%s], allowed_tiers: [reserved, priority, standard, flex, batch]}
                      lab: {keys: [%s], allowed_tiers: [flex]}
                    reservations:
                      peak: {model: tiny, project: shop, input_tpm: 100k, output_tpm: 100k}
                    use_cases:
                      checkout: {project: shop, model: tiny, tier: priority, allowed_tiers: [reserved, priority]}
                    """.formatted(model, folder.resolve("ledger.db"), ADMIN_KEY, KEY, FLEX_ONLY_KEY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gateway = Wiring.parts(Map.copyOf(System.getenv()))
                .gateway()
                .start(ConfigSource.file(config).load(System::getenv).config(), (what, bytes, total) -> {});
    }

    URI address() {
        return gateway.address();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
