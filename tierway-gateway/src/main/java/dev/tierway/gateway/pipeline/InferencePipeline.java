package dev.tierway.gateway.pipeline;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.openai.InferenceRequestReader;
import dev.tierway.gateway.reservation.SpillHeader;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.scheduler.engine.SchedulingRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one path every inference request takes: authenticate, read, admit, call, relay, settle. Thread-safe; the calling
 * virtual thread owns its request to the end.
 */
public final class InferencePipeline {
    /** What the pipeline needs from the rest of the gateway. */
    public record Parts(
            Authenticator authenticator,
            ModelAliases models,
            RequestLimits limits,
            Accounting accounting,
            Metering metering,
            Tracing tracing,
            Ticker ticker,
            IdSource ids) {}

    /** Share of answers that are no longer than what is held for one. */
    private static final double HELD_QUANTILE = 0.75;

    private static final String PREEMPTED = "preempted";

    private final Parts parts;
    private final InferenceRequestReader reader = new InferenceRequestReader();
    private final OutputLengths outputLengths = new OutputLengths();

    public InferencePipeline(Parts parts) {
        this.parts = parts;
    }

    /** An attempt that has begun to answer: the reply, and its first event when it streams. */
    private record Answer(ProviderReply reply, @Nullable Slice firstEvent) {}

    /** Answers the exchange, also when it fails. */
    public void serve(Exchange exchange, Operation operation) {
        RequestRecord record = new RequestRecord(
                parts.ids().next(),
                operation,
                exchange.arrivedNanos(),
                parts.tracing().started(exchange, operation));
        Relay relay = new Relay(exchange, record);
        try {
            Principal principal = parts.authenticator().authenticate(exchange.header("authorization"));
            record.principal(principal);
            InferenceRequest request = reader.read(operation, exchange.body());
            Pool pool = parts.models().pool(request.model());
            TierPolicy.Asked asked = TierPolicy.resolve(request.serviceTier(), principal.project());
            record.asked(request, asked);
            holdAndAdmit(
                    exchange,
                    relay,
                    record,
                    new Admission(
                            principal,
                            request,
                            pool,
                            asked.tier(),
                            Wishes.of(exchange, principal.project()),
                            pool.estimator().estimateInputTokens(request)));
        } catch (FailureException failed) {
            record.failed(failed.failure().kind(), failed.failure().code());
            relay.fail(failed.failure());
        } catch (RuntimeException | Error defect) {
            record.failed(FailureKind.INTERNAL, "internal_error");
            throw defect;
        } finally {
            parts.metering().ended(record, parts.ticker().nanos());
        }
    }

    /**
     * What the caller's headers ask of the scheduler.
     *
     * @param flexFallback whether flex work may be served as standard at its deadline
     * @param spill where reserved work above the entitlement goes
     */
    private record Wishes(boolean flexFallback, Optional<SpillOverride> spill) {
        static Wishes of(Exchange exchange, Project project) {
            boolean fallback = project.allowedTiers().contains(ServiceTier.STANDARD)
                    && "standard".equals(exchange.header("x-tierway-flex-fallback"));
            return new Wishes(fallback, SpillHeader.parse(exchange.header(SpillHeader.NAME)));
        }
    }

    private record Admission(
            Principal principal,
            InferenceRequest request,
            Pool pool,
            ServiceTier tier,
            Wishes wishes,
            int inputTokens) {
        Project project() {
            return principal.project();
        }

        Caller caller() {
            return new Caller(project().name(), principal.keyId(), "", request.model(), tier);
        }
    }

    /** A request's places: in the queue, and on the quotas and budgets it draws on. */
    private record Places(Ticket ticket, Account account) {}

    private void holdAndAdmit(Exchange exchange, Relay relay, RequestRecord record, Admission admission) {
        InferenceRequest request = admission.request();
        int expected = Math.min(
                outputLengths.quantile(record.project(), record.model(), HELD_QUANTILE),
                request.maxOutputTokens().orElse(Integer.MAX_VALUE));
        Patience patience =
                Patience.until(record.arrivedNanos() + parts.limits().waitNanos(admission.tier()));
        exchange.onClientGone(patience::abandon);
        relay.limitedBy(() -> parts.accounting().limitHeaders(admission.caller()));
        Usage estimate = Usage.of(admission.inputTokens(), 0, saturatedProduct(expected, request.choices()));
        try (Account account = parts.accounting().open(admission.caller(), estimate, patience)) {
            try {
                admitAndAnswer(exchange, relay, record, admission, account);
            } finally {
                record.held(account.tokensHeld());
            }
        }
    }

    private void admitAndAnswer(
            Exchange exchange, Relay relay, RequestRecord record, Admission admission, Account account) {
        record.trace().queued();
        try (Ticket ticket = admission.pool().gate().submit(id -> schedulingRequest(id, record, admission))) {
            exchange.onClientGone(ticket::abandon);
            Places places = new Places(ticket, account);
            Answer answer = answer(places, record, admission);
            relayAndSettle(relay, record, admission, answer, places);
        }
    }

    /** Tries deployments until one begins to answer; what fails before that costs the caller nothing. */
    private Answer answer(Places places, RequestRecord record, Admission admission) {
        Ticket ticket = places.ticket();
        FailureException lastFailure = null;
        for (int attempt = 1; ; attempt++) {
            Ticket.Grant grant = grant(ticket, lastFailure);
            record.dispatched(grant.dispatch());
            places.account().servedIn(grant.dispatch().servedTier());
            try {
                Answer answer = begin(grant, record, admission);
                if (ticket.firstByte()) {
                    record.firstByte(parts.ticker().nanos());
                    return answer;
                }
                answer.reply().close();
                record.trace().attemptFailed(PREEMPTED);
                ticket.requeue(false);
            } catch (FailureException failed) {
                if (grant.cancellation().reason() == Cancellation.Reason.CLIENT_GONE) {
                    throw clientGone(failed);
                }
                boolean preempted = ticket.preempted();
                if (!preempted
                        && (!failed.failure().kind().retryable()
                                || attempt >= parts.limits().attempts())) {
                    throw failed;
                }
                lastFailure = failed;
                record.trace()
                        .attemptFailed(preempted ? PREEMPTED : failed.failure().code());
                ticket.requeue(!preempted);
            }
        }
    }

    /** The next grant; when nobody is left to try, the reason is what the last attempt died of. */
    private static Ticket.Grant grant(Ticket ticket, @Nullable FailureException lastFailure) {
        try {
            return ticket.await();
        } catch (FailureException refused) {
            boolean exhausted = refused.failure().code().equals(Refusals.NO_DEPLOYMENT);
            throw exhausted && lastFailure != null ? lastFailure : refused;
        }
    }

    private Answer begin(Ticket.Grant grant, RequestRecord record, Admission admission) {
        ProviderReply reply = admission
                .pool()
                .provider(grant.dispatch().deployment())
                .call(new ProviderCall(
                        record.id(),
                        admission.request(),
                        grant.dispatch().servedTier(),
                        admission.project().name(),
                        parts.ticker().nanos() + parts.limits().call().toNanos(),
                        grant.cancellation(),
                        record.trace().attempt(grant.dispatch())));
        try {
            return switch (reply) {
                case ProviderReply.Complete complete -> new Answer(complete, null);
                case ProviderReply.Streaming streaming -> new Answer(streaming, streaming.next());
            };
        } catch (RuntimeException failed) {
            reply.close();
            throw failed;
        }
    }

    /** Relays, then accounts for what was used however the relaying ended. */
    private void relayAndSettle(Relay relay, RequestRecord record, Admission admission, Answer answer, Places places) {
        Account account = places.account();
        record.pricedBy(account::charge);
        try (ProviderReply reply = answer.reply()) {
            switch (reply) {
                case ProviderReply.Complete complete -> relay.whole(complete);
                case ProviderReply.Streaming streaming ->
                    relay.events(streaming, answer.firstEvent(), admission.request(), outputTokens -> {
                        places.ticket().progress(outputTokens);
                        account.progress(outputTokens);
                    });
            }
        } finally {
            Usage used = answer.reply().usage();
            record.used(used);
            record.settled(account.settle(used, record.charge()));
            places.ticket().complete(used);
            outputLengths.learn(
                    record.project(),
                    record.model(),
                    used.output() / admission.request().choices());
        }
    }

    private SchedulingRequest schedulingRequest(long id, RequestRecord record, Admission admission) {
        InferenceRequest request = admission.request();
        int most = request.maxOutputTokens().orElse(Integer.MAX_VALUE);
        int expected = Math.min(outputLengths.expected(record.project(), record.model()), most);
        int choices = request.choices();
        long deadline = record.arrivedNanos() + parts.limits().waitNanos(admission.tier());
        return new SchedulingRequest(
                id,
                record.project(),
                admission.tier(),
                admission.inputTokens(),
                saturatedProduct(expected, choices),
                saturatedProduct(most, choices),
                PrefixBlocks.of(record.project(), request),
                PrefixBlocks.BLOCK_TOKENS,
                deadline,
                admission.wishes().flexFallback(),
                !request.stream(),
                admission.wishes().spill());
    }

    private static int saturatedProduct(int tokens, int choices) {
        return (int) Math.min((long) tokens * choices, Integer.MAX_VALUE);
    }

    static FailureException clientGone(Throwable cause) {
        return new FailureException(
                Failure.of(FailureKind.CLIENT_GONE, "client_gone", "the client closed its connection"), cause);
    }
}
