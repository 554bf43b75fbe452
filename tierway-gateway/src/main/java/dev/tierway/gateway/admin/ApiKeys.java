package dev.tierway.gateway.admin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyAccess;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.key.KeyStore;
import dev.tierway.storage.key.StoredKey;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The keys of projects: those of the configuration, and those that administrators made, which the store keeps and the
 * authenticator knows. Thread-safe.
 */
public final class ApiKeys {
    private static final System.Logger LOG = System.getLogger(ApiKeys.class.getName());
    private static final String KIND = "api_key";

    /**
     * What it works with.
     *
     * @param projects those of the configuration, by name
     * @param useCases those of a project, by its name
     * @param secrets makes the texts of new keys
     */
    public record Parts(
            KeyStore store,
            Authenticator authenticator,
            Map<String, Project> projects,
            Function<String, Set<String>> useCases,
            Supplier<String> secrets,
            WallClock clock) {
        public Parts {
            projects = Map.copyOf(projects);
        }
    }

    /** A new key with its secret, which is not kept. */
    record Made(ApiKey key, String secret) {}

    private final Parts parts;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, StoredKey> stored = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final Set<String> ignored = new HashSet<>();

    public ApiKeys(Parts parts) {
        this.parts = parts;
    }

    /** Reads the store; from now on the authenticator knows what is in it. */
    public void refresh() {
        lock.lock();
        try {
            List<StoredKey> keys = parts.store().list();
            stored.clear();
            keys.forEach(key -> stored.put(key.id(), key));
            publish();
        } finally {
            lock.unlock();
        }
    }

    /** Those of one project, the configured first, then the oldest first; throws a 404 when there is no such project. */
    List<ApiKey> of(String project) {
        requireProject(project);
        refresh();
        List<ApiKey> keys = new ArrayList<>(parts.authenticator().configured().stream()
                .filter(it -> it.project().name().equals(project))
                .map(ApiKey::of)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList());
        lock.lock();
        try {
            stored.values().stream()
                    .filter(it -> it.project().equals(project))
                    .map(ApiKey::of)
                    .forEach(keys::add);
        } finally {
            lock.unlock();
        }
        return keys;
    }

    /** Throws a 404 when the project has no such key. */
    ApiKey one(String project, String id) {
        return of(project).stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Failure.of(
                                FailureKind.NOT_FOUND,
                                "unknown_api_key",
                                "project '" + project + "' has no key with the id '" + id + "'")
                        .toException());
    }

    Made create(String project, KeyWish wish, String actor) {
        requireProject(project);
        wish.useCase().ifPresent(name -> requireUseCase(project, name));
        String secret = parts.secrets().get();
        KeyDigest digest = KeyDigest.of(secret);
        Instant now = parts.clock().now();
        StoredKey key = new StoredKey(
                digest.id(),
                digest.hex(),
                project,
                wish.name(),
                "inference",
                wish.useCase(),
                now,
                wish.expiresAt(),
                Optional.empty());
        lock.lock();
        try {
            parts.store()
                    .insert(
                            key,
                            new AuditEntry(
                                    now, actor, "created", KIND, key.id(), Optional.empty(), Optional.of(state(key))));
            stored.put(key.id(), key);
            publish();
        } finally {
            lock.unlock();
        }
        return new Made(ApiKey.of(key), secret);
    }

    /** Ends a key at once; one that is revoked already stays as it is. */
    ApiKey revoke(String project, String id, String actor) {
        if (one(project, id).configured()) {
            throw Failure.of(
                            FailureKind.CONFLICT,
                            "key_configured",
                            "the key '" + id
                                    + "' stands in the gateway's configuration: take it out of 'keys' of project '"
                                    + project + "' there, and start the gateway anew")
                    .toException();
        }
        lock.lock();
        try {
            StoredKey before = known(id);
            Instant now = parts.clock().now();
            StoredKey after = parts.store()
                    .revoke(
                            id,
                            new AuditEntry(
                                    now,
                                    actor,
                                    "revoked",
                                    KIND,
                                    id,
                                    Optional.of(state(before)),
                                    Optional.of(state(before.revoked(now)))))
                    .orElseThrow(() -> gone(id));
            stored.put(id, after);
            publish();
            return ApiKey.of(after);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private StoredKey known(String id) {
        StoredKey key = stored.get(id);
        if (key == null) {
            throw gone(id);
        }
        return key;
    }

    private static FailureException gone(String id) {
        return Failure.of(FailureKind.NOT_FOUND, "unknown_api_key", "there is no key with the id '" + id + "'")
                .toException();
    }

    private static String state(StoredKey key) {
        return JsonReply.text(json -> {
            json.writeStartObject();
            ApiKey.of(key).state(json);
            json.writeEndObject();
        });
    }

    private void requireUseCase(String project, String name) {
        Set<String> known = parts.useCases().apply(project);
        if (!known.contains(name)) {
            throw Failure.invalid(
                            "use_case",
                            "unknown_use_case",
                            "project '" + project + "' has no use case '" + name + "'; "
                                    + NearestName.hint(name, known))
                    .toException();
        }
    }

    private void requireProject(String name) {
        Projects.require(name, parts.projects().keySet());
    }

    @GuardedBy("lock")
    private void publish() {
        Map<KeyDigest, KeyAccess> access = new HashMap<>();
        for (StoredKey key : stored.values()) {
            Project project = parts.projects().get(key.project());
            if (project != null) {
                access.put(KeyDigest.parse(key.digest()), access(key, project));
            } else if (ignored.add(key.id())) {
                LOG.log(
                        Level.WARNING,
                        "key {0} is ignored: its project ''{1}'' is not in the configuration",
                        key.id(),
                        key.project());
            }
        }
        parts.authenticator().replaceOthers(access);
    }

    private static KeyAccess access(StoredKey key, Project project) {
        if (key.revokedAt().isPresent()) {
            return new KeyAccess.Revoked(key.id(), key.revokedAt().get());
        }
        Principal principal = new Principal(project, key.id(), key.useCase());
        return key.expiresAt()
                .<KeyAccess>map(end -> new KeyAccess.Until(principal, end))
                .orElseGet(() -> new KeyAccess.Open(principal));
    }
}
