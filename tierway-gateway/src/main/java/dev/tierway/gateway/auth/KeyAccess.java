package dev.tierway.gateway.auth;

import java.time.Instant;

/** What a known key opens. */
public sealed interface KeyAccess {
    /** Opens at any time. */
    record Open(Principal principal) implements KeyAccess {}

    /** Opens while the wall clock shows a time before {@code end}. */
    record Until(Principal principal, Instant end) implements KeyAccess {}

    /** Opens nothing any more. */
    record Revoked(String keyId, Instant at) implements KeyAccess {}
}
