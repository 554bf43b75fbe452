package dev.tierway.providers.openai;

import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns isolation keys into cache salts: HMAC-SHA-256 under a secret of the deployment, so that a backend and its logs
 * learn nothing about projects. Thread-safe.
 */
final class CacheSalt {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    CacheSalt(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The salt as a JSON string. */
    Slice json(String isolationKey) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] digest = mac.doFinal(isolationKey.getBytes(StandardCharsets.UTF_8));
            return Slice.utf8('"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"');
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
