package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.TierReason;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request, filled in as it goes through the pipeline and told to metering at its end. Confined to
 * the request's thread.
 */
public final class RequestRecord {
    /** A time that was not measured. */
    public static final long UNKNOWN = -1;

    private static final String COMPLETED = "completed";

    private final String id;
    private final boolean recordedByRunner;
    private final Operation operation;
    private final long arrivedNanos;
    private final RequestTrace trace;

    private String project = "";
    private String keyId = "";
    private String useCase = "";
    private String model = "";
    private boolean streamed;
    private @Nullable ServiceTier requestedTier;
    private boolean tierDefaulted;
    private @Nullable ServiceTier escalatedTo;
    private Decision.@Nullable Dispatch dispatch;
    private long queueNanos = UNKNOWN;
    private long networkNanos = UNKNOWN;
    private long firstByteNanos = UNKNOWN;
    private boolean decodeKnown;
    private Usage usage = Usage.NONE;
    private Function<Usage, Charge> price = used -> Charge.UNUSED;
    private @Nullable Charge charge;
    private LongSupplier tokensHeld = () -> 0;
    private long tokensSettled;
    private @Nullable Failure failure;

    RequestRecord(Entrance entrance, Operation operation, long arrivedNanos, RequestTrace trace) {
        id = entrance.requestId();
        recordedByRunner = entrance.recordedByRunner();
        this.operation = operation;
        this.arrivedNanos = arrivedNanos;
        this.trace = trace;
    }

    void principal(Principal principal) {
        project = principal.project().name();
        keyId = principal.keyId();
        useCase = principal.useCase().orElse("");
    }

    void of(UseCase chosen) {
        useCase = chosen.name();
    }

    void asked(InferenceRequest request, TierPolicy.Asked asked) {
        model = request.model();
        streamed = request.stream();
        requestedTier = asked.tier();
        tierDefaulted = asked.defaulted();
    }

    /** It runs in {@code better} for now; null when it runs in its own tier. */
    void escalatedTo(@Nullable ServiceTier better) {
        escalatedTo = better;
    }

    void dispatched(Decision.Dispatch granted, long now) {
        dispatch = granted;
        queueNanos = now - arrivedNanos;
    }

    /** The last grant led to {@code reply}, whose first event is there. Backends' claims never exceed what passed here. */
    void answered(ProviderReply reply, long now) {
        long sinceSent = now - arrivedNanos - queueNanos;
        long decoded = switch (reply) {
            case ProviderReply.Streaming _ -> 0;
            case ProviderReply.Complete complete -> complete.decodedNanos();
        };
        decodeKnown = decoded >= 0 && decoded <= sinceSent;
        firstByteNanos = now - arrivedNanos - (decodeKnown ? decoded : 0);
        networkNanos = Math.min(reply.networkNanos(), firstByteNanos - queueNanos);
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

    /** Who knows how many tokens are held at most. */
    void heldBy(LongSupplier mostTokens) {
        tokensHeld = mostTokens;
    }

    void settled(long tokens) {
        tokensSettled = tokens;
    }

    void failed(Failure why) {
        failure = why;
    }

    public String id() {
        return id;
    }

    /** Whether its end goes into the ledger with the result that it leads to, like that of a line of a batch. */
    public boolean recordedByRunner() {
        return recordedByRunner;
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

    /** Empty when it is of none, or that is not known yet. */
    public String useCase() {
        return useCase;
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

    /** Time from arrival until the attempt that is {@link #dispatch} was sent. */
    public long queueNanos() {
        return queueNanos;
    }

    /** Time on the network before the first token. */
    public long networkNanos() {
        return networkNanos;
    }

    /**
     * Time from arrival to the first token; to the whole answer when nothing tells when its first token came, and then
     * {@link #decodeNanos} is unknown.
     */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** What of the time to the first token was neither queue nor network. */
    public long prefillNanos() {
        return decodeKnown && networkNanos >= 0 ? firstByteNanos - queueNanos - networkNanos : UNKNOWN;
    }

    /** Time from the first token to {@code endedNanos}. */
    public long decodeNanos(long endedNanos) {
        return decodeKnown ? endedNanos - arrivedNanos - firstByteNanos : UNKNOWN;
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
        return tokensHeld.getAsLong();
    }

    /** Tokens debited from quotas in the end. */
    public long tokensSettled() {
        return tokensSettled;
    }

    /** {@code completed}, {@code client_gone} or the failure's code. */
    public String outcome() {
        if (failure == null) {
            return COMPLETED;
        }
        return failure.kind() == FailureKind.CLIENT_GONE ? "client_gone" : failure.code();
    }

    /** What went wrong; null when nothing did. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** Whether nothing went wrong. */
    public boolean completed() {
        return failure == null;
    }

    /** Whether it ended because some limit on rates left no room for it. */
    public boolean throttled() {
        return failure != null && failure.kind() == FailureKind.RATE_LIMITED;
    }

    /** Why the served tier is what it is; empty before a grant. */
    public String tierReason() {
        Decision.Dispatch granted = dispatch;
        if (granted == null) {
            return "";
        }
        TierReason reason = granted.reason();
        if (granted.servedTier() == escalatedTo) {
            reason = TierReason.ESCALATED;
        } else if (tierDefaulted && granted.servedTier() == requestedTier) {
            reason = TierReason.DEFAULTED;
        }
        return reason.label();
    }
}
