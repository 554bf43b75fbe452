package dev.tierway.app.client;

import dev.tierway.app.cli.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the gateway is that a command talks to. */
public final class GatewayAddress {
    public static final String DEFAULT_URL = "http://127.0.0.1:8080";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private GatewayAddress() {}

    /**
     * The address that {@code --url} gives, else TIERWAY_URL, else {@link #DEFAULT_URL}.
     *
     * @throws UsageException when that is not an address
     */
    public static URI of(@Nullable String option, Map<String, String> environment) {
        String text = option != null ? option : environment.getOrDefault("TIERWAY_URL", DEFAULT_URL);
        try {
            URI address = new URI(text);
            if (Set.of("http", "https").contains(String.valueOf(address.getScheme())) && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            // Answered below.
        }
        throw new UsageException(
                (option != null ? "--url" : "TIERWAY_URL") + " must be like " + DEFAULT_URL + ", not '" + text + "'");
    }

    /** Whether only this machine answers there, so that the keys of the bundled configuration may be tried. */
    public static boolean isLoopback(URI address) {
        return LOOPBACK.contains(address.getHost());
    }
}
