package dev.tierway.gateway.auth;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Resolves a bearer key to whose it is. Immutable and thread-safe. */
public final class Authenticator {
    private final Map<KeyDigest, Principal> byDigest;

    public Authenticator(Map<KeyDigest, Principal> configured) {
        byDigest = Map.copyOf(configured);
    }

    /** Knows keys of projects that name any use case. */
    public static Authenticator of(Map<KeyDigest, Project> projectByDigest) {
        return new Authenticator(projectByDigest.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        it -> new Principal(it.getValue(), it.getKey().id(), Optional.empty()))));
    }

    /** Who is behind an {@code Authorization} header; throws a 401 that says what to send. */
    public Principal authenticate(@Nullable String authorization) {
        KeyDigest key = BearerKey.digest(authorization);
        if (key == null) {
            throw Failure.of(
                            FailureKind.UNAUTHENTICATED,
                            "missing_api_key",
                            "no API key in the request: send it as 'Authorization: Bearer <key>'")
                    .toException();
        }
        Principal principal = byDigest.get(key);
        if (principal == null) {
            throw Failure.of(
                            FailureKind.UNAUTHENTICATED,
                            "invalid_api_key",
                            "this API key is not known here: check it against the keys of your project in the gateway's"
                                    + " configuration")
                    .toException();
        }
        return principal;
    }
}
