package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.auth.KeyDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads lists of keys: written out, as digests, or from where secrets are kept. */
final class KeyTexts {
    private static final int SHORTEST = 20;

    private KeyTexts() {}

    /** The digests of {@code keys}. */
    static List<KeyDigest> read(ConfigReader reader, SecretResolver secrets) {
        return read(reader, secrets, Optional.empty());
    }

    /** As above, where {@code development} is taken although it is short. */
    static List<KeyDigest> read(ConfigReader reader, SecretResolver secrets, KeyDigest development) {
        return read(reader, secrets, Optional.of(development));
    }

    private static List<KeyDigest> read(ConfigReader reader, SecretResolver secrets, Optional<KeyDigest> development) {
        List<KeyDigest> digests = new ArrayList<>();
        for (String text : reader.list("keys", ConfigFormats.TEXT)) {
            if (text.startsWith("sha256:")) {
                digests.add(KeyDigest.parse(text.substring("sha256:".length())));
            } else if (text.startsWith("env:") || text.startsWith("file:")) {
                secrets.follow(reader, "keys", text).ifPresent(key -> digests.add(KeyDigest.of(key.reveal())));
            } else if (development.equals(Optional.of(KeyDigest.of(text)))
                    || (text.startsWith("tw-") && text.length() >= SHORTEST)) {
                digests.add(KeyDigest.of(text));
            } else {
                reader.problem(
                        "keys",
                        "a key is written as 'tw-' with at least " + (SHORTEST - 3)
                                + " characters after it, sha256:<64 hex digits>, env:NAME or file:path");
            }
        }
        return digests;
    }
}
