package dev.tierway.app.config;

import dev.tierway.gateway.auth.Authenticator;

/**
 * SHA-256 of a caller's key, the only form in which a gateway keeps keys.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record KeyDigest(String hex) {
    /** The key that the bundled configuration accepts: known to everyone, so for loopback only. */
    public static final KeyDigest DEVELOPMENT = of("tierway-dev");

    public KeyDigest {
        if (hex.length() != 64 || !hex.chars().allMatch(digit -> Character.digit(digit, 16) >= 0)) {
            throw new IllegalArgumentException("a SHA-256 digest has 64 hexadecimal digits, not " + hex.length());
        }
    }

    public static KeyDigest of(String key) {
        return new KeyDigest(Authenticator.digest(key));
    }
}
