package dev.tierway.app.bench.overload;

import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.tier.ServiceTier;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** How requests are divided between tiers, in relative parts. */
record Mix(Map<ServiceTier, Integer> parts) {
    Mix {
        parts = Map.copyOf(parts);
    }

    /**
     * Reads {@code reserved=10,priority=20,...}; a tier that is not named has no part.
     *
     * @throws UsageException that says how it is written
     */
    static Mix parse(String text) {
        Map<ServiceTier, Integer> parts = new EnumMap<>(ServiceTier.class);
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            ServiceTier tier = tier(equals < 0 ? part : part.substring(0, equals));
            int weight = equals < 0 ? -1 : weight(part.substring(equals + 1));
            if (weight < 0 || parts.put(tier, weight) != null) {
                throw new UsageException("--mix must name each tier once with a whole number, like"
                        + " reserved=10,priority=20,standard=30,flex=25,batch=15, not '" + text + "'");
            }
        }
        if (parts.values().stream().mapToInt(Integer::intValue).sum() == 0) {
            throw new UsageException("--mix must give at least one tier a part above 0");
        }
        return new Mix(parts);
    }

    ServiceTier sample(RandomGenerator random) {
        int left = random.nextInt(
                parts.values().stream().mapToInt(Integer::intValue).sum());
        for (ServiceTier tier : ServiceTier.values()) {
            left -= parts.getOrDefault(tier, 0);
            if (left < 0) {
                return tier;
            }
        }
        throw new IllegalStateException("parts changed while sampling");
    }

    static String name(ServiceTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }

    private static ServiceTier tier(String name) {
        return Arrays.stream(ServiceTier.values())
                .filter(tier -> name(tier).equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names =
                            Arrays.stream(ServiceTier.values()).map(Mix::name).toList();
                    return new UsageException(
                            "--mix has the unknown tier '" + name + "'; " + NearestName.hint(name, names));
                });
    }

    private static int weight(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    @Override
    public String toString() {
        return Arrays.stream(ServiceTier.values())
                .filter(parts::containsKey)
                .map(tier -> name(tier) + "=" + parts.get(tier))
                .collect(Collectors.joining(","));
    }
}
