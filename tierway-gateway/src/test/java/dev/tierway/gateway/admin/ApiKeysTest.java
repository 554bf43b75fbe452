package dev.tierway.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys over a real store, with a clock of the test's own. */
class ApiKeysTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Project SHOP = new Project("shop", 1, Set.of(ServiceTier.STANDARD), ServiceTier.STANDARD);

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicInteger made = new AtomicInteger();
    private final Authenticator authenticator = new Authenticator(Map.of(), now::get);
    private Database database;
    private ApiKeys keys;

    @BeforeEach
    void open() {
        database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("t.db"))));
        keys = new ApiKeys(new ApiKeys.Parts(
                database.keys(),
                authenticator,
                Map.of("shop", SHOP),
                project -> Set.of("checkout"),
                () -> "tw-secret-" + made.incrementAndGet(),
                now::get));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static KeyWish wish(Optional<Instant> end, Optional<String> useCase) {
        return new KeyWish("a", end, useCase);
    }

    @Test
    void a_key_s_use_case_goes_with_its_principal() {
        keys.create("shop", wish(Optional.empty(), Optional.of("checkout")), "admin");

        Principal principal = authenticator.authenticate("Bearer tw-secret-1");

        assertThat(principal.project()).isEqualTo(SHOP);
        assertThat(principal.useCase()).contains("checkout");
    }

    @Test
    void a_use_case_that_the_project_does_not_have_is_refused() {
        assertThatThrownBy(() -> keys.create("shop", wish(Optional.empty(), Optional.of("chekout")), "admin"))
                .hasMessageContaining("unknown_use_case")
                .hasMessageContaining("did you mean 'checkout'?");
        assertThat(database.keys().list()).isEmpty();
        assertThat(database.audit().count()).isZero();
    }

    @Test
    void the_end_of_a_key_follows_the_wall_clock_in_both_directions() {
        Instant end = NOON.plus(Duration.ofHours(1));
        keys.create("shop", wish(Optional.of(end), Optional.empty()), "admin");

        now.set(end);
        assertThatThrownBy(() -> authenticator.authenticate("Bearer tw-secret-1"))
                .hasMessageContaining("api_key_expired");
        now.set(NOON.minus(Duration.ofDays(400)));
        assertThat(authenticator.authenticate("Bearer tw-secret-1").project()).isEqualTo(SHOP);
    }

    @Test
    void a_secret_that_comes_twice_makes_one_key() {
        keys.create("shop", wish(Optional.empty(), Optional.empty()), "admin");
        made.set(0);

        assertThatThrownBy(() -> keys.create("shop", wish(Optional.empty(), Optional.empty()), "admin"))
                .hasMessageContaining("key_exists");
        assertThat(database.audit().count()).isEqualTo(1);
    }
}
