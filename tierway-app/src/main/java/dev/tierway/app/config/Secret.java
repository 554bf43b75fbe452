package dev.tierway.app.config;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A value that must not be shown: its text appears in no message, log or {@code toString}. */
public record Secret(String reveal) {
    private static final String ALGORITHM = "HmacSHA256";

    /** 32 bytes that only those who have this secret can make: HMAC-SHA-256 of {@code purpose} under it. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(reveal.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
