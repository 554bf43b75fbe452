package dev.tierway.testing.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a {@link FakeUpstream} received it.
 *
 * @param headers by lower-case name; the last of a repeated name
 * @param connection number of the connection it came on, from 1
 */
public record RecordedRequest(String method, String path, Map<String, String> headers, byte[] body, int connection) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
