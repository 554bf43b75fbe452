package dev.tierway.gateway.batch.input;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * The custom ids that lines of one batch have, kept as 128 bits of their SHA-256, whatever their lengths. Confined to one
 * thread.
 */
public final class CustomIds {
    private record Digest(long high, long low) {}

    private final Map<Digest, Integer> lines = new HashMap<>();
    private final MessageDigest sha;

    public CustomIds() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** The line that has {@code id}: {@code line} when no earlier one does. */
    public int lineOf(String id, int line) {
        ByteBuffer bytes = ByteBuffer.wrap(sha.digest(id.getBytes(StandardCharsets.UTF_8)));
        Integer earlier = lines.putIfAbsent(new Digest(bytes.getLong(), bytes.getLong()), line);
        return earlier == null ? line : earlier;
    }
}
