package dev.tierway.app.client;

import dev.tierway.app.cli.UsageException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where commands find a key of the gateway that they talk to.
 *
 * @param what which key it is, as in "the admin key of"
 * @param option the option that names it
 * @param variable the environment variable that holds it when the option is not given
 * @param development what the bundled configuration accepts, tried on loopback only
 */
public record GatewayKey(String what, String option, String variable, String development) {
    public static final GatewayKey ADMIN =
            new GatewayKey("the admin key", "--admin-key", "TIERWAY_ADMIN_KEY", "tierway-admin");
    public static final GatewayKey PROJECT =
            new GatewayKey("the key of a project", "--key", "TIERWAY_API_KEY", "tierway-dev");

    /**
     * The key for {@code gateway}.
     *
     * @param given the value of the option, a {@link KeyReference}
     * @throws UsageException when there is none
     */
    public String of(@Nullable String given, URI gateway, Map<String, String> environment) {
        if (given != null) {
            return KeyReference.read(option, given, environment);
        }
        String found = environment.getOrDefault(variable, "");
        if (!found.isEmpty()) {
            return found;
        }
        if (GatewayAddress.isLoopback(gateway)) {
            return development;
        }
        throw new UsageException(
                "name " + what + " of " + gateway + ": " + option + " env:NAME, " + option + " @FILE or " + variable);
    }
}
