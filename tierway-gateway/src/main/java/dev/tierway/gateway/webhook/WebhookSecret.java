package dev.tierway.gateway.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A shared secret by which receivers know our webhooks, after the Standard Webhooks specification: {@code whsec_} and 24
 * to 64 bytes in Base64. Immutable; its text appears nowhere.
 */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String HMAC = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    /** Throws {@link IllegalArgumentException}, without the text, when it is no such secret. */
    public static WebhookSecret parse(String text) {
        byte[] bytes;
        try {
            bytes = text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())) : new byte[0];
        } catch (IllegalArgumentException malformed) {
            bytes = new byte[0];
        }
        if (bytes.length < SHORTEST || bytes.length > LONGEST) {
            throw new IllegalArgumentException("a webhook secret is " + PREFIX + " and " + SHORTEST + " to " + LONGEST
                    + " bytes in Base64: make one with  echo whsec_$(openssl rand -base64 32)");
        }
        return new WebhookSecret(bytes);
    }

    /** The value of {@code webhook-signature}: {@code v1,} and the HMAC of {@code id.timestamp.body} in Base64. */
    public String sign(String id, Instant timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update((id + "." + timestamp.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has " + HMAC, missing);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
