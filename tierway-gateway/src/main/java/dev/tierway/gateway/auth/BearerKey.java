package dev.tierway.gateway.auth;

import org.jspecify.annotations.Nullable;

/** The key in an {@code Authorization: Bearer <key>} header. */
public final class BearerKey {
    private static final String SCHEME = "Bearer ";

    private BearerKey() {}

    /** The key's digest; null without a header, or with one of another scheme. */
    public static @Nullable KeyDigest digest(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return KeyDigest.of(authorization.substring(SCHEME.length()).trim());
    }
}
