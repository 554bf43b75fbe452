package dev.tierway.core.tier;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The class a request is served in, from the most to the least urgent; the declaration order is the scheduling order.
 *
 * <p>{@link #wireName} is what replies carry; {@link #fromWire} also accepts the synonyms that OpenAI and Bedrock
 * clients send.
 */
public enum ServiceTier {
    RESERVED("reserved"),
    PRIORITY("priority"),
    STANDARD("default"),
    FLEX("flex"),
    BATCH("batch");

    private static final Map<String, ServiceTier> BY_WIRE_NAME = byWireName();

    private final String wireName;

    ServiceTier(String wireName) {
        this.wireName = wireName;
    }

    private static Map<String, ServiceTier> byWireName() {
        Map<String, ServiceTier> names = new LinkedHashMap<>();
        names.put("reserved", RESERVED);
        names.put("scale", RESERVED);
        names.put("priority", PRIORITY);
        names.put("fast", PRIORITY);
        names.put("default", STANDARD);
        names.put("auto", STANDARD);
        names.put("standard", STANDARD);
        names.put("flex", FLEX);
        names.put("batch", BATCH);
        return Collections.unmodifiableMap(names);
    }

    /** The tier a caller means by {@code value}; empty when it is none of {@link #wireNames}. */
    public static Optional<ServiceTier> fromWire(String value) {
        return Optional.ofNullable(BY_WIRE_NAME.get(value));
    }

    /** Every accepted spelling, in tier order, for error messages. */
    public static Set<String> wireNames() {
        return BY_WIRE_NAME.keySet();
    }

    /** The spelling used in replies, headers and invoices, e.g. {@code default} for {@link #STANDARD}. */
    public String wireName() {
        return wireName;
    }

    /** Whether this tier is served ahead of {@code other}. */
    public boolean outranks(ServiceTier other) {
        return compareTo(other) < 0;
    }

    /** Whether work of this tier asks for a narrow engine batch: reserved and priority. */
    public boolean latencySensitive() {
        return compareTo(PRIORITY) <= 0;
    }

    /** Whether this tier only takes what others leave: flex and batch. */
    public boolean scavenger() {
        return compareTo(FLEX) >= 0;
    }
}
