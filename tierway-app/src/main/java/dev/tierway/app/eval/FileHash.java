package dev.tierway.app.eval;

import dev.tierway.evals.model.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 over files. */
final class FileHash {
    private FileHash() {}

    /** In hexadecimal. */
    static String of(Path file) throws IOException {
        MessageDigest digest = CanonicalJson.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
