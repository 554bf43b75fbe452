package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where traces and metrics are sent.
 *
 * @param otlp empty when nothing is sent
 */
public record TelemetryConfig(Optional<Otlp> otlp) {
    public static final TelemetryConfig OFF = new TelemetryConfig(Optional.empty());

    static TelemetryConfig from(ConfigReader reader, SecretResolver secrets) {
        return new TelemetryConfig(
                reader.section("otlp", it -> Optional.of(Otlp.from(it, secrets)), Optional.<Otlp>empty()));
    }

    /**
     * A receiver of OpenTelemetry's protocol over HTTP.
     *
     * @param endpoint without {@code /v1/traces}
     * @param headers sent with every export
     * @param interval between two exports of metrics
     * @param sample share of the requests that are traced when their caller has not decided
     * @param serviceName tells this gateway from other services
     */
    public record Otlp(
            URI endpoint,
            Map<String, Secret> headers,
            boolean traces,
            boolean metrics,
            Duration interval,
            double sample,
            String serviceName) {

        static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
        static final String DEFAULT_SERVICE_NAME = "tierway";

        private static final ConfigFormat<URI> ENDPOINT =
                Formats.BASE_URL.where("an http or https URL with a host, like http://127.0.0.1:4318", url -> true);
        private static final ConfigFormat<Duration> INTERVAL = ConfigFormats.DURATION.where(
                "a duration from 1s to 1h, like 60s",
                it -> it.compareTo(Duration.ofSeconds(1)) >= 0 && it.compareTo(Duration.ofHours(1)) <= 0);

        /** What the exporter or its HTTP client sets. */
        private static final Set<String> TAKEN =
                Set.of("connection", "content-encoding", "content-length", "content-type", "expect", "host", "upgrade");

        public Otlp {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        static Otlp from(ConfigReader reader, SecretResolver secrets) {
            Otlp otlp = new Otlp(
                    reader.required("endpoint", ENDPOINT),
                    reader.section("headers", it -> headers(it, secrets), Map.<String, Secret>of()),
                    reader.or("traces", ConfigFormats.FLAG, true),
                    reader.or("metrics", ConfigFormats.FLAG, true),
                    reader.or("interval", INTERVAL, DEFAULT_INTERVAL),
                    reader.or("sample", ConfigFormats.PERCENT, 1.0),
                    reader.or("service_name", ConfigFormats.TEXT, DEFAULT_SERVICE_NAME));
            if (!otlp.traces && !otlp.metrics) {
                reader.problem("traces", "'otlp' sends neither traces nor metrics; switch one on, or take 'otlp' out");
            }
            return otlp;
        }

        private static Map<String, Secret> headers(ConfigReader reader, SecretResolver secrets) {
            Map<String, Secret> headers = new LinkedHashMap<>();
            for (String name : reader.keys()) {
                if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
                    reader.problem(name, "header '" + name + "' cannot be configured, the exporter sets it");
                } else if (!name.chars().allMatch(Otlp::inName)) {
                    reader.problem(name, "'" + name + "' is not the name of a header");
                }
                secrets.optional(reader, name).ifPresent(value -> headers.put(name, value));
                Secret value = headers.get(name);
                if (value != null && !value.reveal().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                    reader.problem(name, "the value of header '" + name + "' must be of printable ASCII characters");
                }
            }
            return headers;
        }

        private static boolean inName(int c) {
            return c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
        }
    }
}
