package dev.tierway.gateway.auth;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a bearer key to its project. Keys are held as SHA-256 digests only; immutable and thread-safe.
 *
 * <p>A plain digest is enough because keys are random and long; it is not a password hash.
 */
public final class Authenticator {
    private static final String SCHEME = "Bearer ";

    private final Map<String, Project> projectByDigest;

    /** @param projectByDigest lower-case hexadecimal SHA-256 of each key */
    public Authenticator(Map<String, Project> projectByDigest) {
        this.projectByDigest = Map.copyOf(projectByDigest);
    }

    /** Lower-case hexadecimal SHA-256 of {@code key}. */
    public static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
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
                digest(authorization.substring(SCHEME.length()).trim()));
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
