package dev.tierway.gateway.telemetry;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.providers.spi.Operation;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What spans, metrics and their attributes are called.
 *
 * <p>Those that begin with {@code gen_ai}, {@code error} and {@code server} are of OpenTelemetry's semantic conventions
 * 1.41.0, the last minor release before those for generative AI moved to a repository of their own, which has no release
 * yet; names, units and bucket boundaries are as it says. Those that begin with {@code tierway} are our own.
 */
final class Names {
    static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.41.0";
    static final String SCOPE = "dev.tierway.gateway";

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<Boolean> STREAM = AttributeKey.booleanKey("gen_ai.request.stream");
    static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("gen_ai.token.type");
    static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> CACHE_READ_TOKENS = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> CACHE_WRITE_TOKENS =
            AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> REASONING_TOKENS = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("tierway.request.id");
    static final AttributeKey<String> PROJECT = AttributeKey.stringKey("tierway.project");
    static final AttributeKey<String> USE_CASE = AttributeKey.stringKey("tierway.use_case");
    static final AttributeKey<String> KEY_ID = AttributeKey.stringKey("tierway.key.id");
    static final AttributeKey<String> TIER_REQUESTED = AttributeKey.stringKey("tierway.tier.requested");
    static final AttributeKey<String> TIER_SERVED = AttributeKey.stringKey("tierway.tier.served");
    static final AttributeKey<String> TIER_REASON = AttributeKey.stringKey("tierway.tier.reason");
    static final AttributeKey<String> DEPLOYMENT = AttributeKey.stringKey("tierway.deployment");
    static final AttributeKey<String> RESERVATION = AttributeKey.stringKey("tierway.reservation");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("tierway.outcome");
    static final AttributeKey<Double> COST_USD = AttributeKey.doubleKey("tierway.cost_usd");
    static final AttributeKey<Double> QUEUE_MS = AttributeKey.doubleKey("tierway.queue_ms");
    static final AttributeKey<Double> TTFT_MS = AttributeKey.doubleKey("tierway.ttft_ms");
    static final AttributeKey<String> POOL = AttributeKey.stringKey("tierway.pool");
    static final AttributeKey<String> TIER = AttributeKey.stringKey("tierway.tier");

    /** The span of the wait for a grant. */
    static final String QUEUE_SPAN = "queue";

    static final String REQUEST_DURATION = "gen_ai.server.request.duration";
    static final String TIME_TO_FIRST_TOKEN = "gen_ai.server.time_to_first_token";
    static final String TIME_PER_OUTPUT_TOKEN = "gen_ai.server.time_per_output_token";
    static final String TOKEN_USAGE = "gen_ai.client.token.usage";
    static final String COST = "tierway.cost";
    static final String QUEUE_DURATION = "tierway.queue.duration";
    static final String QUEUE_DEPTH = "tierway.queue.depth";
    static final String SATURATION = "tierway.deployment.saturation";

    static final List<Double> DURATION_BUCKETS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    static final List<Double> FIRST_TOKEN_BUCKETS =
            List.of(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    static final List<Double> PER_TOKEN_BUCKETS =
            List.of(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5);
    static final List<Long> TOKEN_BUCKETS = List.of(
            1L,
            4L,
            16L,
            64L,
            256L,
            1_024L,
            4_096L,
            16_384L,
            65_536L,
            262_144L,
            1_048_576L,
            4_194_304L,
            16_777_216L,
            67_108_864L);

    /** Stands for the gateway itself, in place of a provider that was never chosen. */
    static final String GATEWAY = "tierway";

    private Names() {}

    static String operation(Operation operation) {
        return switch (operation) {
            case CHAT_COMPLETION -> "chat";
            case COMPLETION -> "text_completion";
        };
    }

    /** The wire name, as in replies and in {@code /metrics}; empty for none. */
    static String tier(@Nullable ServiceTier tier) {
        return tier == null ? "" : tier.wireName();
    }
}
