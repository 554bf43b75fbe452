package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.client.GatewayAddress;
import dev.tierway.app.client.GatewayKey;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to, by which key, and how it shows the answer. */
final class GatewayOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The gateway (default $TIERWAY_URL or " + GatewayAddress.DEFAULT_URL + ").")
    private @Nullable String url;

    @Option(
            names = "--admin-key",
            paramLabel = "KEY",
            description = "Where the admin key is: env:NAME or @FILE (default env:TIERWAY_ADMIN_KEY). A key written out"
                    + " here can be seen by others on this machine.")
    private @Nullable String adminKey;

    @Option(names = "--json", description = "Print the gateway's JSON instead of a table.")
    private boolean json;

    boolean json() {
        return json;
    }

    AdminClient client(Terminal terminal) {
        URI address = GatewayAddress.of(url, terminal.environment());
        return new AdminClient(address, GatewayKey.ADMIN.of(adminKey, address, terminal.environment()));
    }
}
