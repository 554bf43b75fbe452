package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.providers.openai.Engine;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that only a gateway's configuration has. */
public final class Formats {
    static final ConfigFormat<Duration> POSITIVE_DURATION = ConfigFormats.DURATION.where(
            "a duration above zero with a unit us, ms, s, m, h or d, like 500ms or 15m", Duration::isPositive);

    static final ConfigFormat<Long> POSITIVE_COUNT = ConfigFormats.COUNT.where(
            "a whole number above zero, optionally with k (thousand) or M (million), like 200k", count -> count > 0);

    /** An amount of US dollars in nano-dollars, exact. */
    static final ConfigFormat<Long> POSITIVE_MONEY = new ConfigFormat<>(
            "an amount in US dollars above $0 with at most nine decimals, like $500",
            0L,
            text -> ConfigFormats.MONEY.parse(text).flatMap(Formats::nanos).filter(nanos -> nanos > 0));

    static final ConfigFormat<Integer> WHOLE_PERCENT = new ConfigFormat<>(
            "a whole percentage from 1% to 100%, like 80%",
            1,
            text -> ConfigFormats.PERCENT
                    .parse(text)
                    .map(share -> share * 100)
                    .filter(percent -> percent >= 1 && Math.abs(percent - Math.rint(percent)) < 1e-9)
                    .map(percent -> (int) Math.rint(percent)));

    static final ConfigFormat<Double> WEIGHT = ConfigFormats.NUMBER
            .map(Number::doubleValue)
            .where("a number from 0.001 to 1000, like 1", weight -> weight >= 0.001 && weight <= 1000);

    static final ConfigFormat<Double> TOKEN_RATE = ConfigFormats.NUMBER
            .map(Number::doubleValue)
            .where(
                    "a number of tokens per second from 0.001 to 1000000, like 22",
                    rate -> rate >= LatencyTarget.LEAST_RATE && rate <= LatencyTarget.MOST_RATE);

    /** Tier names as people write them in configuration: {@code standard}, not the wire's {@code default}. */
    public static final ConfigFormat<ServiceTier> TIER = tiers();

    static final ConfigFormat<URI> BASE_URL = new ConfigFormat<>(
            "an http or https URL with a host, like http://10.0.0.5:8000/v1", URI.create("http://localhost"), text -> {
                try {
                    URI uri = new URI(text);
                    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                    boolean bare =
                            uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getUserInfo() == null;
                    return http && uri.getHost() != null && bare ? Optional.of(uri) : Optional.empty();
                } catch (URISyntaxException malformed) {
                    return Optional.empty();
                }
            });

    static final ConfigFormat<URI> WEBHOOK_URL = new ConfigFormat<>(
            "an http or https URL with a host, like https://hooks.example.com/tierway",
            URI.create("http://localhost"),
            text -> {
                try {
                    URI uri = new URI(text);
                    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                    boolean plain = uri.getRawFragment() == null && uri.getUserInfo() == null;
                    return http && uri.getHost() != null && plain ? Optional.of(uri) : Optional.empty();
                } catch (URISyntaxException malformed) {
                    return Optional.empty();
                }
            });

    static final ConfigFormat<Engine> ENGINE = ConfigFormats.oneOf(engines());

    static final ConfigFormat<Double> SHARE =
            ConfigFormats.PERCENT.where("a percentage above 0% and up to 100%, like 25%", share -> share > 0);

    private Formats() {}

    public static String name(ServiceTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }

    /** {@code 1m}, {@code 1h30m}. */
    static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** The names of {@code tiers} from the most to the least urgent. */
    static String names(Collection<ServiceTier> tiers) {
        return tiers.stream().sorted().map(Formats::name).collect(Collectors.joining(", "));
    }

    private static Optional<Long> nanos(BigDecimal dollars) {
        try {
            return Optional.of(dollars.movePointRight(9).longValueExact());
        } catch (ArithmeticException fractionOrOverflow) {
            return Optional.empty();
        }
    }

    private static Map<String, Engine> engines() {
        Map<String, Engine> byName = new LinkedHashMap<>();
        Arrays.stream(Engine.values()).forEach(engine -> byName.put(engine.configName(), engine));
        return byName;
    }

    private static ConfigFormat<ServiceTier> tiers() {
        Map<String, ServiceTier> byName = new LinkedHashMap<>();
        Arrays.stream(ServiceTier.values()).forEach(tier -> byName.put(name(tier), tier));
        return ConfigFormats.oneOf(byName);
    }
}
