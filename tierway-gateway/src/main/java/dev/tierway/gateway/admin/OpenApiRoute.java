package dev.tierway.gateway.admin;

import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HeaderName;
import dev.tierway.gateway.http.Headers;
import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code GET /v1/organization/openapi.yaml}: the description of these paths. Thread-safe. */
public final class OpenApiRoute {
    private static final Headers YAML = Headers.of(HeaderName.CONTENT_TYPE, "application/yaml");

    private final AdminKeys admins;
    private final String text = text();

    public OpenApiRoute(AdminKeys admins) {
        this.admins = admins;
    }

    void get(Exchange exchange) {
        admins.require(exchange.header("authorization"));
        exchange.respond(200, YAML, List.of(Slice.utf8(text)));
    }

    private static String text() {
        try (InputStream in = OpenApiRoute.class.getResourceAsStream("admin.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the build left docs/openapi/admin.yaml out");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
