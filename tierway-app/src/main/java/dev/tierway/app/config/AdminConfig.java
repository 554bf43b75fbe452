package dev.tierway.app.config;

import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.auth.KeyDigest;
import java.util.List;

/**
 * Who may read what belongs to the whole organisation.
 *
 * @param keys digests of the admin keys; none of them is a project's
 */
public record AdminConfig(List<KeyDigest> keys) {
    public static final AdminConfig DEFAULTS = new AdminConfig(List.of());

    /** The key that the bundled configuration accepts: known to everyone, so for loopback only. */
    static final KeyDigest DEVELOPMENT_KEY = KeyDigest.of("tierway-admin");

    public AdminConfig {
        keys = List.copyOf(keys);
    }

    static AdminConfig from(ConfigReader reader, SecretResolver secrets) {
        return new AdminConfig(KeyTexts.read(reader, secrets, DEVELOPMENT_KEY));
    }
}
