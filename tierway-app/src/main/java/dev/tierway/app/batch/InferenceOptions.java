package dev.tierway.app.batch;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.client.ApiClient;
import dev.tierway.app.client.GatewayAddress;
import dev.tierway.app.client.GatewayKey;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to, for which project, and how it shows the answer. */
final class InferenceOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The gateway (default $TIERWAY_URL or " + GatewayAddress.DEFAULT_URL + ").")
    private @Nullable String url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Where the key of the project is: env:NAME or @FILE (default env:TIERWAY_API_KEY). A key written"
                            + " out here can be seen by others on this machine.")
    private @Nullable String key;

    @Option(names = "--json", description = "Print the gateway's JSON instead of text.")
    private boolean json;

    boolean json() {
        return json;
    }

    BatchApi api(Terminal terminal) {
        URI address = GatewayAddress.of(url, terminal.environment());
        return new BatchApi(new ApiClient(
                address,
                GatewayKey.PROJECT.of(key, address, terminal.environment()),
                "key; give one of a project, with --key env:NAME, --key @FILE or TIERWAY_API_KEY"));
    }
}
