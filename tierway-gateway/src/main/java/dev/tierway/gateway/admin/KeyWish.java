package dev.tierway.gateway.admin;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.time.Instant;
import java.util.Optional;

/**
 * A key to be made.
 *
 * @param expiresAt after now
 */
record KeyWish(String name, Optional<Instant> expiresAt, Optional<String> useCase) {
    private static final int LONGEST_NAME = 100;
    private static final long LONGEST_LIFE = 100L * 366 * 86_400;

    private static final ConfigFormat<String> NAME = ConfigFormats.TEXT.where(
            "text of 1 to " + LONGEST_NAME + " characters", name -> name.length() <= LONGEST_NAME);

    private static final ConfigFormat<Long> SECONDS = new ConfigFormat<>(
            "a whole number of seconds, above 0",
            1L,
            text -> ConfigFormats.NUMBER
                    .parse(text)
                    .filter(it -> it.scale() == 0 && it.precision() <= 18 && it.signum() > 0)
                    .map(Number::longValue));

    static KeyWish from(ConfigReader reader, Instant now) {
        String name = reader.required("name", NAME);
        Optional<Long> at = reader.optional("expires_at", SECONDS);
        Optional<Long> in = reader.optional("expires_in_seconds", SECONDS);
        if (at.isPresent() && in.isPresent()) {
            reader.problem("expires_in_seconds", "give 'expires_at' or 'expires_in_seconds', not both");
        }
        long life = at.map(end -> end - now.getEpochSecond()).or(() -> in).orElse(1L);
        if (life <= 0) {
            reader.problem("expires_at", "'expires_at' is not after now, which is " + now.getEpochSecond());
        } else if (life > LONGEST_LIFE) {
            reader.problem(
                    at.isPresent() ? "expires_at" : "expires_in_seconds",
                    "the key would live for more than 100 years; leave this out for a key that does not expire");
        }
        Optional<Instant> end = at.isPresent() || in.isPresent()
                ? Optional.of(Instant.ofEpochSecond(now.getEpochSecond() + Math.clamp(life, 1, LONGEST_LIFE)))
                : Optional.empty();
        return new KeyWish(name, end, reader.optional("use_case", ConfigFormats.TEXT));
    }
}
