package dev.tierway.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KeyDigestTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void digests_as_sha256_does_and_reads_what_it_writes() {
        assertThat(KeyDigest.of("abc").hex()).isEqualTo(ABC);
        assertThat(KeyDigest.parse(ABC)).isEqualTo(KeyDigest.of("abc"));
        assertThat(KeyDigest.of("abd")).isNotEqualTo(KeyDigest.of("abc"));
    }

    @Test
    void refuses_what_is_not_a_digest() {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyDigest.parse(ABC.substring(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyDigest.parse("g" + ABC.substring(1)));
    }
}
