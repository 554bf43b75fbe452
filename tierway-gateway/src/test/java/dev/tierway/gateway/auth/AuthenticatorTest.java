package dev.tierway.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Project SHOP = new Project("shop", 1, Set.of(ServiceTier.STANDARD), ServiceTier.STANDARD);
    private static final Principal CONFIGURED = new Principal(SHOP, "c", Optional.empty());
    private static final Principal STORED = new Principal(SHOP, "s", Optional.of("checkout"));

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Authenticator authenticator =
            new Authenticator(Map.of(KeyDigest.of("configured"), CONFIGURED), now::get);

    @Test
    void stored_keys_come_and_go_beside_the_configured_ones() {
        authenticator.replaceOthers(Map.of(KeyDigest.of("stored"), new KeyAccess.Open(STORED)));

        assertThat(authenticator.authenticate("Bearer stored")).isEqualTo(STORED);
        assertThat(authenticator.authenticate("Bearer configured")).isEqualTo(CONFIGURED);

        authenticator.replaceOthers(Map.of());

        assertRefused("stored", "invalid_api_key");
        assertThat(authenticator.authenticate("Bearer configured")).isEqualTo(CONFIGURED);
    }

    @Test
    void a_stored_key_does_not_take_a_configured_one_s_place() {
        authenticator.replaceOthers(Map.of(KeyDigest.of("configured"), new KeyAccess.Revoked("s", NOON)));

        assertThat(authenticator.authenticate("Bearer configured")).isEqualTo(CONFIGURED);
    }

    @Test
    void an_expired_key_says_so_and_a_clock_that_is_put_right_opens_it_again() {
        Instant end = NOON.plusSeconds(60);
        authenticator.replaceOthers(Map.of(KeyDigest.of("stored"), new KeyAccess.Until(STORED, end)));

        now.set(end.minusNanos(1));
        assertThat(authenticator.authenticate("Bearer stored")).isEqualTo(STORED);
        now.set(end);
        assertRefused("stored", "api_key_expired").hasMessageContaining("2026-11-20T12:01:00Z");
        now.set(NOON.plus(Duration.ofDays(9)));
        assertRefused("stored", "api_key_expired");
        now.set(NOON.minus(Duration.ofDays(9)));
        assertThat(authenticator.authenticate("Bearer stored")).isEqualTo(STORED);
    }

    @Test
    void a_revoked_key_says_so_whatever_the_clock_shows() {
        authenticator.replaceOthers(Map.of(KeyDigest.of("stored"), new KeyAccess.Revoked("s", NOON)));

        now.set(NOON.minus(Duration.ofDays(9)));
        assertRefused("stored", "api_key_revoked")
                .hasMessageContaining("2026-11-20T12:00:00Z")
                .hasMessageContaining("have an administrator make one")
                .hasMessageNotContaining("stored");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            String key, String code) {
        return assertThatThrownBy(() -> authenticator.authenticate("Bearer " + key))
                .isInstanceOfSatisfying(FailureException.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo(code);
                    assertThat(refused.failure().kind()).isEqualTo(FailureKind.UNAUTHENTICATED);
                });
    }
}
