package dev.tierway.gateway.admin;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.auth.BearerKey;
import dev.tierway.gateway.auth.KeyDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that may read and change what belongs to the whole organisation; apart from inference keys. Immutable. */
public final class AdminKeys {
    private final Set<KeyDigest> digests;

    public AdminKeys(Set<KeyDigest> digests) {
        this.digests = Set.copyOf(digests);
    }

    /** The id of the admin key; throws a 401 that says what to send. */
    String require(@Nullable String authorization) {
        KeyDigest key = BearerKey.digest(authorization);
        if (key == null || !digests.contains(key)) {
            throw Failure.of(
                            FailureKind.UNAUTHENTICATED,
                            "admin_key_required",
                            "this path needs an admin key, sent as 'Authorization: Bearer <key>'; inference keys do not"
                                    + " open it, and 'admin.keys' in the gateway's configuration lists those that do")
                    .toException();
        }
        return key.id();
    }
}
