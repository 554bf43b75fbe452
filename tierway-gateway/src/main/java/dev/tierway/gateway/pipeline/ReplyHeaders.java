package dev.tierway.gateway.pipeline;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.http.HeaderName;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.providers.spi.Slice;
import dev.tierway.scheduler.engine.Decision;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How a reply tells its caller what the gateway did: {@code x-tierway-*} headers and the {@code tierway} object. */
final class ReplyHeaders {
    static final HeaderName CACHED_TOKENS = new HeaderName("x-tierway-cached-tokens");
    static final HeaderName COST = new HeaderName("x-tierway-cost-usd");

    private static final HeaderName REQUEST_ID = new HeaderName("x-request-id");
    private static final HeaderName TIERWAY_REQUEST_ID = new HeaderName("x-tierway-request-id");
    private static final HeaderName USE_CASE = new HeaderName(UseCases.HEADER);
    private static final HeaderName TIER_REQUESTED = new HeaderName("x-tierway-tier-requested");
    private static final HeaderName TIER_SERVED = new HeaderName("x-tierway-tier-served");
    private static final HeaderName TIER_REASON = new HeaderName("x-tierway-tier-reason");
    private static final HeaderName DEPLOYMENT = new HeaderName("x-tierway-deployment");
    private static final HeaderName QUEUE_MS = new HeaderName("x-tierway-queue-ms");
    private static final HeaderName NETWORK_MS = new HeaderName("x-tierway-network-ms");
    private static final HeaderName TTFT_MS = new HeaderName("x-tierway-ttft-ms");

    private ReplyHeaders() {}

    /** Everything known of the request so far. */
    static Headers.Builder of(RequestRecord record) {
        Headers.Builder headers = new Headers.Builder();
        headers.add(REQUEST_ID, record.id());
        headers.add(TIERWAY_REQUEST_ID, record.id());
        if (!record.useCase().isEmpty()) {
            headers.add(USE_CASE, record.useCase());
        }
        ServiceTier requested = record.requestedTier();
        if (requested != null) {
            headers.add(TIER_REQUESTED, requested.wireName());
        }
        Decision.Dispatch dispatch = record.dispatch();
        if (dispatch != null) {
            headers.add(TIER_SERVED, dispatch.servedTier().wireName());
            headers.add(TIER_REASON, record.tierReason());
            headers.add(DEPLOYMENT, dispatch.deployment());
            headers.add(QUEUE_MS, millis(record.queueNanos()));
        }
        if (record.networkNanos() >= 0) {
            headers.add(NETWORK_MS, millis(record.networkNanos()));
        }
        if (record.firstByteNanos() >= 0) {
            headers.add(TTFT_MS, millis(record.firstByteNanos()));
        }
        return headers;
    }

    /** Dollars with nine decimals; empty when the cost is not known. */
    static Optional<String> cost(Charge charge) {
        return switch (charge) {
            case Charge.Priced priced ->
                Optional.of(NanoDollars.dollars(priced.nanos()).toPlainString());
            case Charge.Unpriced _ -> Optional.empty();
        };
    }

    /** The member {@code "service_tier":"..."} of the dialect. */
    static Slice serviceTier(Decision.Dispatch dispatch) {
        return Slice.utf8("\"service_tier\":\"" + dispatch.servedTier().wireName() + "\"");
    }

    /** The member {@code "tierway":{...}} of the last event of a stream. */
    static Slice tierwayObject(RequestRecord record) {
        Decision.Dispatch dispatch = record.served();
        ServiceTier requested = Objects.requireNonNull(record.requestedTier());
        return Slice.utf8("\"tierway\":{\"request_id\":\"" + record.id()
                + "\",\"tier_requested\":\"" + requested.wireName()
                + "\",\"tier_served\":\"" + dispatch.servedTier().wireName()
                + "\",\"tier_reason\":\"" + record.tierReason()
                + "\",\"deployment\":\"" + dispatch.deployment()
                + "\",\"queue_ms\":" + millis(record.queueNanos())
                + ",\"network_ms\":" + (record.networkNanos() < 0 ? "null" : millis(record.networkNanos()))
                + ",\"ttft_ms\":" + millis(record.firstByteNanos())
                + ",\"cached_tokens\":" + record.usage().cacheRead()
                + ",\"cost_usd\":" + cost(record.charge()).orElse("null") + "}");
    }

    /** Milliseconds with one decimal, without a formatter's cost. */
    private static String millis(long nanos) {
        long tenths = TimeUnit.NANOSECONDS.toMicros(nanos) / 100;
        return tenths / 10 + "." + tenths % 10;
    }
}
