package dev.tierway.gateway.auth;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves a bearer key to its project. Immutable and thread-safe. */
public final class Authenticator {
    private static final String SCHEME = "Bearer ";

    private final Map<KeyDigest, Project> projectByDigest;

    public Authenticator(Map<KeyDigest, Project> projectByDigest) {
        this.projectByDigest = Map.copyOf(projectByDigest);
    }

    /** The project behind an {@code Authorization} header; throws a 401 that says what to send. */
    public Project authenticate(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Failure.of(
                            FailureKind.UNAUTHENTICATED,
                            "missing_api_key",
                            "no API key in the request: send it as 'Authorization: Bearer <key>'")
                    .toException();
        }
        Project project = projectByDigest.get(
                KeyDigest.of(authorization.substring(SCHEME.length()).trim()));
        if (project == null) {
            throw Failure.of(
                            FailureKind.UNAUTHENTICATED,
                            "invalid_api_key",
                            "this API key is not known here: check it against the keys of your project in the gateway's"
                                    + " configuration")
                    .toException();
        }
        return project;
    }
}
