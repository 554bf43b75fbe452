package dev.tierway.gateway.auth;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.WallClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a bearer key to whose it is: the configured keys, and others that come and go. Thread-safe; a look-up takes no
 * lock and waits for nothing.
 *
 * <p>The end of a key is compared with the wall clock at every request and nothing is remembered, so a clock that steps
 * ahead locks a key until it is put right, and no longer.
 */
public final class Authenticator {
    private final Map<KeyDigest, Principal> configured;
    private final WallClock clock;
    private volatile Map<KeyDigest, KeyAccess> byDigest;

    /** @param configured keys that stay for the life of the process, and open at any time */
    public Authenticator(Map<KeyDigest, Principal> configured, WallClock clock) {
        this.configured = Map.copyOf(configured);
        this.clock = clock;
        this.byDigest = with(Map.of());
    }

    /** Knows keys of projects that name any use case. */
    public static Authenticator of(Map<KeyDigest, Project> projectByDigest) {
        return new Authenticator(
                projectByDigest.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey,
                                it -> new Principal(it.getValue(), it.getKey().id(), Optional.empty()))),
                WallClock.system());
    }

    /** From now on knows the configured keys and {@code others}, of which a configured one is ignored. */
    public void replaceOthers(Map<KeyDigest, KeyAccess> others) {
        byDigest = with(others);
    }

    /** Whose the configured keys are. */
    public Collection<Principal> configured() {
        return configured.values();
    }

    /** Who is behind an {@code Authorization} header; throws a 401 that says what to send. */
    public Principal authenticate(@Nullable String authorization) {
        KeyDigest key = BearerKey.digest(authorization);
        if (key == null) {
            throw refused("missing_api_key", "no API key in the request: send it as 'Authorization: Bearer <key>'");
        }
        return switch (byDigest.get(key)) {
            case KeyAccess.Open open -> open.principal();
            case KeyAccess.Until until -> unexpired(until);
            case KeyAccess.Revoked revoked ->
                throw refused(
                        "api_key_revoked",
                        "the API key " + revoked.keyId() + " was revoked at " + seconds(revoked.at())
                                + ": use another key of your project, or have an administrator make one");
            case null ->
                throw refused(
                        "invalid_api_key", "this API key is not known here: check it against the keys of your project");
        };
    }

    private Principal unexpired(KeyAccess.Until until) {
        if (!clock.now().isBefore(until.end())) {
            throw refused(
                    "api_key_expired",
                    "the API key " + until.principal().keyId() + " expired at " + seconds(until.end())
                            + ": use another key of your project, or have an administrator make one");
        }
        return until.principal();
    }

    private Map<KeyDigest, KeyAccess> with(Map<KeyDigest, KeyAccess> others) {
        Map<KeyDigest, KeyAccess> all = new HashMap<>(others);
        configured.forEach((digest, principal) -> all.put(digest, new KeyAccess.Open(principal)));
        return Map.copyOf(all);
    }

    private static Instant seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }

    private static FailureException refused(String code, String message) {
        return Failure.of(FailureKind.UNAUTHENTICATED, code, message).toException();
    }
}
