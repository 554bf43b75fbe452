package dev.tierway.core.capacity;

import dev.tierway.core.tier.ServiceTier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one reserved request asks for instead of its reservation's spill policy. */
public enum SpillOverride {
    /** Inside the reservation or not at all. */
    RESERVATION_ONLY(null),
    THEN_STANDARD(ServiceTier.STANDARD),
    THEN_PRIORITY(ServiceTier.PRIORITY),
    THEN_FLEX(ServiceTier.FLEX),
    /** Leave the reservation alone and go at once to the tier that it spills to. */
    SKIP(null);

    private final Optional<ServiceTier> tier;

    SpillOverride(@Nullable ServiceTier tier) {
        this.tier = Optional.ofNullable(tier);
    }

    /** Overrides by the names that requests and configuration use, in order of declaration. */
    public static Map<String, SpillOverride> byName() {
        Map<String, SpillOverride> byName = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(each -> byName.put(each.wireName(), each));
        return byName;
    }

    /** The tier to be served in above the reservation, where this names one. */
    public Optional<ServiceTier> tier() {
        return tier;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
