package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.scheduler.engine.Decision;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request, filled in as it goes through the pipeline and told to metering at its end. Confined to
 * the request's thread.
 */
public final class RequestRecord {
    private static final String COMPLETED = "completed";

    private final String id;
    private final Operation operation;
    private final long arrivedNanos;
    private final RequestTrace trace;

    private String project = "";
    private String keyId = "";
    private String model = "";
    private boolean streamed;
    private @Nullable ServiceTier requestedTier;
    private boolean tierDefaulted;
    private Decision.@Nullable Dispatch dispatch;
    private long firstByteNanos = -1;
    private Usage usage = Usage.NONE;
    private Function<Usage, Charge> price = used -> Charge.UNUSED;
    private @Nullable Charge charge;
    private long tokensHeld;
    private long tokensSettled;
    private String outcome = COMPLETED;
    private boolean throttled;

    RequestRecord(String id, Operation operation, long arrivedNanos, RequestTrace trace) {
        this.id = id;
        this.operation = operation;
        this.arrivedNanos = arrivedNanos;
        this.trace = trace;
    }

    void principal(Principal principal) {
        project = principal.project().name();
        keyId = principal.keyId();
    }

    void asked(InferenceRequest request, TierPolicy.Asked asked) {
        model = request.model();
        streamed = request.stream();
        requestedTier = asked.tier();
        tierDefaulted = asked.defaulted();
    }

    void dispatched(Decision.Dispatch granted) {
        dispatch = granted;
    }

    void firstByte(long now) {
        firstByteNanos = now - arrivedNanos;
    }

    /** What is used from here on has a price. */
    void pricedBy(Function<Usage, Charge> pricing) {
        price = pricing;
    }

    /** Prices {@code actual}, unless that was done already. */
    void used(Usage actual) {
        if (charge == null || !actual.equals(usage)) {
            usage = actual;
            charge = price.apply(actual);
        }
    }

    void held(long tokens) {
        tokensHeld = tokens;
    }

    void settled(long tokens) {
        tokensSettled = tokens;
    }

    void failed(FailureKind kind, String code) {
        throttled = kind == FailureKind.RATE_LIMITED;
        outcome = kind == FailureKind.CLIENT_GONE ? "client_gone" : code;
    }

    public String id() {
        return id;
    }

    public Operation operation() {
        return operation;
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    public RequestTrace trace() {
        return trace;
    }

    /** Empty until authenticated. */
    public String project() {
        return project;
    }

    /** Names the key without telling it; empty until authenticated. */
    public String keyId() {
        return keyId;
    }

    /** Empty until known to be one of ours, so that callers cannot invent metric labels. */
    public String model() {
        return model;
    }

    /** Whether the answer was asked for as a stream. */
    public boolean streamed() {
        return streamed;
    }

    public @Nullable ServiceTier requestedTier() {
        return requestedTier;
    }

    /** The last grant, null when it was never granted. */
    public Decision.@Nullable Dispatch dispatch() {
        return dispatch;
    }

    /** The last grant of a request that has one. */
    Decision.Dispatch served() {
        return Objects.requireNonNull(dispatch, "no attempt was granted yet");
    }

    /** Time from arrival to the first byte of the answer, -1 when there was none. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    public Usage usage() {
        return usage;
    }

    /** What {@link #usage} costs. */
    public Charge charge() {
        return charge == null ? Charge.UNUSED : charge;
    }

    /** Tokens debited from quotas at most while the request ran. */
    public long tokensHeld() {
        return tokensHeld;
    }

    /** Tokens debited from quotas in the end. */
    public long tokensSettled() {
        return tokensSettled;
    }

    /** {@code completed}, {@code client_gone} or the failure's code. */
    public String outcome() {
        return outcome;
    }

    /** Whether nothing went wrong. */
    public boolean completed() {
        return outcome.equals(COMPLETED);
    }

    /** Whether it ended because some limit on rates left no room for it. */
    public boolean throttled() {
        return throttled;
    }

    /** Why the served tier is what it is; empty before a grant. */
    public String tierReason() {
        Decision.Dispatch granted = dispatch;
        if (granted == null) {
            return "";
        }
        return tierDefaulted && granted.servedTier() == requestedTier
                ? "defaulted"
                : granted.reason().label();
    }
}
