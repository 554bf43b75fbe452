package dev.tierway.app.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return new KeyDigest(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
