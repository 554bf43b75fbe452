package dev.tierway.core.capacity;

import dev.tierway.core.tier.ServiceTier;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of reserved work for which its reservation has no room now. */
public enum SpillPolicy {
    STANDARD(ServiceTier.STANDARD),
    PRIORITY(ServiceTier.PRIORITY),
    FLEX(ServiceTier.FLEX),
    REJECT(null);

    private final Optional<ServiceTier> tier;

    SpillPolicy(@Nullable ServiceTier tier) {
        this.tier = Optional.ofNullable(tier);
    }

    /** The tier it is served in; empty when it is refused. */
    public Optional<ServiceTier> tier() {
        return tier;
    }

    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The overrides that cost the reservation's owner no more than this policy does: {@code reservation_only}, tiers that
     * are no dearer and, unless it rejects, {@code skip}.
     */
    public Set<SpillOverride> usualOverrides() {
        Set<SpillOverride> usual = EnumSet.of(SpillOverride.RESERVATION_ONLY);
        if (tier.isPresent()) {
            usual.add(SpillOverride.SKIP);
            for (SpillOverride each : SpillOverride.values()) {
                if (each.tier().filter(other -> !other.outranks(tier.get())).isPresent()) {
                    usual.add(each);
                }
            }
        }
        return usual;
    }
}
