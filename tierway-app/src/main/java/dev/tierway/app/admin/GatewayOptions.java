package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to, by which key, and how it shows the answer. */
final class GatewayOptions {
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";

    /** What the bundled configuration accepts, on loopback only. */
    private static final String DEVELOPMENT_KEY = "tierway-admin";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The gateway (default $TIERWAY_URL or " + DEFAULT_URL + ").")
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
        URI address = address(terminal.environment());
        return new AdminClient(address, key(address, terminal.environment()));
    }

    private URI address(Map<String, String> environment) {
        String text = url != null ? url : environment.getOrDefault("TIERWAY_URL", DEFAULT_URL);
        try {
            URI address = new URI(text);
            if (Set.of("http", "https").contains(String.valueOf(address.getScheme())) && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            // Answered below.
        }
        throw new UsageException(
                (url != null ? "--url" : "TIERWAY_URL") + " must be like http://127.0.0.1:8080, not '" + text + "'");
    }

    private String key(URI address, Map<String, String> environment) {
        if (adminKey != null) {
            return secret(adminKey, environment);
        }
        String given = environment.getOrDefault("TIERWAY_ADMIN_KEY", "");
        if (!given.isEmpty()) {
            return given;
        }
        if (LOOPBACK.contains(address.getHost())) {
            return DEVELOPMENT_KEY;
        }
        throw new UsageException(
                "name the admin key of " + address + ": --admin-key env:NAME, --admin-key @FILE or TIERWAY_ADMIN_KEY");
    }

    private static String secret(String reference, Map<String, String> environment) {
        if (reference.startsWith("env:")) {
            String name = reference.substring("env:".length());
            return Optional.ofNullable(environment.get(name))
                    .filter(value -> !value.isBlank())
                    .orElseThrow(() -> new UsageException("--admin-key: environment variable " + name + " is not set"));
        }
        if (reference.startsWith("@")) {
            return firstLine(reference.substring(1));
        }
        return reference;
    }

    private static String firstLine(String file) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new UsageException("--admin-key: file " + file + " is empty"));
        } catch (IOException | UncheckedIOException unreadable) {
            throw new UsageException("--admin-key: file " + file + " cannot be read");
        }
    }
}
