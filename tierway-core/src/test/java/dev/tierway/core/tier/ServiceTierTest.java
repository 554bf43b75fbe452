package dev.tierway.core.tier;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceTierTest {
    @ParameterizedTest
    @CsvSource({
        "reserved, RESERVED",
        "scale, RESERVED",
        "priority, PRIORITY",
        "fast, PRIORITY",
        "default, STANDARD",
        "auto, STANDARD",
        "standard, STANDARD",
        "flex, FLEX",
        "batch, BATCH"
    })
    void accepts_the_wire_names_of_every_dialect(String wire, ServiceTier tier) {
        assertThat(ServiceTier.fromWire(wire)).contains(tier);
    }

    @Test
    void unknown_names_are_not_guessed() {
        assertThat(ServiceTier.fromWire("Priority")).isEmpty();
        assertThat(ServiceTier.fromWire("")).isEmpty();
    }

    @Property
    void outranking_is_a_strict_order(@ForAll ServiceTier a, @ForAll ServiceTier b) {
        assertThat(a.outranks(b) && b.outranks(a)).isFalse();
        assertThat(a.outranks(b) || b.outranks(a)).isEqualTo(a != b);
    }
}
