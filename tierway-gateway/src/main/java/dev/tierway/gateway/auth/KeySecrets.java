package dev.tierway.gateway.auth;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Makes the secrets of new keys: {@code tw-} and 256 random bits in URL-safe characters. Thread-safe. */
public final class KeySecrets implements Supplier<String> {
    private static final int BYTES = 32;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random;

    public KeySecrets(SecureRandom random) {
        this.random = random;
    }

    @Override
    public String get() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return "tw-" + TEXT.encodeToString(secret);
    }
}
