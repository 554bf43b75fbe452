package dev.tierway.providers.transport;

import java.net.URI;

/**
 * Where a backend listens, taken from its base URL.
 *
 * @param basePath the path that request targets are appended to, without a slash at its end; may be empty
 */
public record Origin(boolean tls, String host, int port, String basePath) {
    /** Reads a base URL like {@code http://10.0.0.5:8000/v1}. Throws {@link IllegalArgumentException} naming the fault. */
    public static Origin of(URI base) {
        String scheme = base.getScheme();
        if (scheme == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("base_url '" + base + "' must start with http:// or https://");
        }
        if (base.getHost() == null) {
            throw new IllegalArgumentException("base_url '" + base + "' names no host");
        }
        if (base.getUserInfo() != null || base.getQuery() != null || base.getFragment() != null) {
            throw new IllegalArgumentException(
                    "base_url must be scheme, host, port and path only: put credentials into api_key");
        }
        boolean tls = scheme.equals("https");
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        return new Origin(tls, unbracketed(base.getHost()), port, withoutEndSlash(base.getRawPath()));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String withoutEndSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The server itself: the base path without the API version at its end. */
    public Origin root() {
        String path = basePath.endsWith("/v1") ? basePath.substring(0, basePath.length() - 3) : basePath;
        return new Origin(tls, host, port, path);
    }

    /** The {@code Host} header. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }
}
