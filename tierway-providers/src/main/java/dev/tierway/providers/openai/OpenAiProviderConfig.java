package dev.tierway.providers.openai;

import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.transport.Timeouts;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One deployment of kind {@code openai-compatible}.
 *
 * @param baseUrl with the version, e.g. {@code http://10.0.0.5:8000/v1}
 * @param model the name the backend knows
 * @param apiKey asked for each request, so that a rotated key takes effect
 * @param headers sent with every request
 * @param nativePriority whether the engine runs with priority scheduling on: vLLM refuses a priority otherwise
 * @param capacity slots are the concurrency; the rest holds until the engine tells better
 * @param timeouts of streamed requests; {@code head} is the wait for the first event
 * @param wholeReply wait for the head of a reply that is not streamed: as long as generation takes
 * @param saltSecret keys the cache salt; gateways that share a deployment share it to share its prefix cache
 * @param observeEvery time between two looks at the engine's metrics or health
 */
public record OpenAiProviderConfig(
        String name,
        Engine engine,
        URI baseUrl,
        String model,
        Optional<Supplier<String>> apiKey,
        Map<String, String> headers,
        boolean nativePriority,
        ProviderCapacity capacity,
        Timeouts timeouts,
        Duration wholeReply,
        byte[] saltSecret,
        Duration observeEvery,
        HealthPolicy health) {

    public static final Timeouts DEFAULT_TIMEOUTS = new Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(120), Duration.ofSeconds(60));
    public static final Duration DEFAULT_WHOLE_REPLY = Duration.ofMinutes(10);
    public static final Duration DEFAULT_OBSERVE_EVERY = Duration.ofSeconds(1);

    /** Priors for an 8B model on one data-centre GPU; both are replaced by what is learned. */
    private static final double PRIOR_PREFILL_TOKENS_PER_SECOND = 8_000;

    private static final double PRIOR_OUTPUT_TOKENS_PER_SECOND = 40;

    private static final Set<String> FRAMING =
            Set.of("accept-encoding", "connection", "content-length", "expect", "host", "transfer-encoding");

    public OpenAiProviderConfig {
        headers = Map.copyOf(headers);
        for (String header : headers.keySet()) {
            if (FRAMING.contains(header.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "deployment " + name + ": header '" + header + "' cannot be configured, it frames the request");
            }
        }
        if (nativePriority && !engine.supportsNativePriority()) {
            throw new IllegalArgumentException(
                    "deployment " + name + ": priority: native needs an engine with priorities"
                            + " (vllm, sglang, dynamo), not " + engine.configName());
        }
    }

    /** Everything else at its default: no key, no headers, the engine's usual concurrency, a random salt secret. */
    public static Builder builder(String name, Engine engine, URI baseUrl, String model) {
        return new Builder(name, engine, baseUrl, model);
    }

    /** Without the secret and the key. */
    @Override
    public String toString() {
        return "OpenAiProviderConfig[" + name + ", " + engine.configName() + ", " + baseUrl + ", " + model + "]";
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final String name;
        private final Engine engine;
        private final URI baseUrl;
        private final String model;
        private Optional<Supplier<String>> apiKey = Optional.empty();
        private Map<String, String> headers = Map.of();
        private boolean nativePriority;
        private ProviderCapacity capacity;
        private Timeouts timeouts = DEFAULT_TIMEOUTS;
        private Duration wholeReply = DEFAULT_WHOLE_REPLY;
        private byte[] saltSecret = new byte[32];
        private Duration observeEvery = DEFAULT_OBSERVE_EVERY;
        private HealthPolicy health = HealthPolicy.DEFAULT;

        private Builder(String name, Engine engine, URI baseUrl, String model) {
            this.name = name;
            this.engine = engine;
            this.baseUrl = baseUrl;
            this.model = model;
            this.capacity = new ProviderCapacity(
                    engine.defaultConcurrency(),
                    Long.MAX_VALUE,
                    Integer.MAX_VALUE,
                    PRIOR_PREFILL_TOKENS_PER_SECOND,
                    PRIOR_OUTPUT_TOKENS_PER_SECOND,
                    false);
            new SecureRandom().nextBytes(saltSecret);
        }

        public Builder apiKey(Supplier<String> key) {
            apiKey = Optional.of(key);
            return this;
        }

        public Builder headers(Map<String, String> constant) {
            headers = constant;
            return this;
        }

        public Builder nativePriority(boolean enabled) {
            nativePriority = enabled;
            return this;
        }

        /** Requests sent at once. */
        public Builder concurrency(int slots) {
            return capacity(new ProviderCapacity(
                    slots,
                    capacity.kvTokens(),
                    capacity.contextTokens(),
                    capacity.prefillTokensPerSecond(),
                    capacity.outputTokensPerSecond(),
                    capacity.yields()));
        }

        public Builder capacity(ProviderCapacity known) {
            capacity = known;
            return this;
        }

        public Builder timeouts(Timeouts streamed, Duration whole) {
            timeouts = streamed;
            wholeReply = whole;
            return this;
        }

        public Builder saltSecret(byte[] secret) {
            saltSecret = secret.clone();
            return this;
        }

        public Builder observeEvery(Duration interval) {
            observeEvery = interval;
            return this;
        }

        public Builder health(HealthPolicy policy) {
            health = policy;
            return this;
        }

        public OpenAiProviderConfig build() {
            return new OpenAiProviderConfig(
                    name,
                    engine,
                    baseUrl,
                    model,
                    apiKey,
                    headers,
                    nativePriority,
                    capacity,
                    timeouts,
                    wholeReply,
                    saltSecret,
                    observeEvery,
                    health);
        }
    }
}
