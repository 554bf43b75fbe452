package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.client.GatewayAddress;
import dev.tierway.app.client.GatewayKey;
import dev.tierway.evals.model.GatewayModel;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway answers model calls, and for which project. */
final class ModelOptions {
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

    GatewayModel.Access access(Terminal terminal) {
        URI address = GatewayAddress.of(url, terminal.environment());
        return new GatewayModel.Access(address, GatewayKey.PROJECT.of(key, address, terminal.environment()));
    }
}
