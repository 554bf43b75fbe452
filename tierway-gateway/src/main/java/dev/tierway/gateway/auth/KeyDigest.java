package dev.tierway.gateway.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a caller's key, the only form in which a gateway keeps keys. A plain digest is enough because keys are random
 * and long; it is not a password hash.
 *
 * @param first the first eight bytes, big-endian; the others follow
 */
public record KeyDigest(long first, long second, long third, long fourth) {
    private static final int HEX_DIGITS = 64;
    private static final int ID_DIGITS = 12;

    /** Never fed itself: looking an algorithm up costs more than the digest of a key. */
    private static final MessageDigest SHA_256 = sha256();

    public static KeyDigest of(String key) {
        return of(fresh().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads 64 hexadecimal digits; throws {@link IllegalArgumentException} when they are not. */
    public static KeyDigest parse(String hex) {
        if (hex.length() != HEX_DIGITS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("a SHA-256 digest has 64 hexadecimal digits, not " + hex.length());
        }
        return of(HexFormat.of().parseHex(hex));
    }

    private static KeyDigest of(byte[] bytes) {
        ByteBuffer digest = ByteBuffer.wrap(bytes);
        return new KeyDigest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }

    /** By what a key is known where its secret must not show: the first 12 digits of {@link #hex}. */
    public String id() {
        return HexFormat.of().toHexDigits(first).substring(0, ID_DIGITS);
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        HexFormat format = HexFormat.of();
        return format.toHexDigits(first)
                + format.toHexDigits(second)
                + format.toHexDigits(third)
                + format.toHexDigits(fourth);
    }

    private static MessageDigest fresh() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException unlike) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }
}
