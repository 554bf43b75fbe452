package dev.tierway.evals.grader;

import dev.tierway.evals.model.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Hashes over what a grader does: SHA-256 in hexadecimal. */
final class Fingerprint {
    private Fingerprint() {}

    /** A hash over {@code parts}, which cannot run into each other. */
    static String of(String... parts) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (String part : parts) {
            all.add(part);
        }
        return CanonicalJson.sha256(all);
    }

    /** A hash over the content of a file. */
    static String of(Path file) {
        MessageDigest digest = CanonicalJson.digest();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read: " + unreadable.getMessage());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
