package dev.tierway.gateway.pipeline;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.gateway.auth.TierTerms;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.openai.InferenceRequestReader;
import dev.tierway.gateway.usecase.Escalations;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
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
            UseCases useCases,
            RequestLimits limits,
            Accounting accounting,
            Metering metering,
            Tracing tracing,
            Ticker ticker,
            IdSource ids) {}

    private static final System.Logger LOG = System.getLogger(InferencePipeline.class.getName());

    private static final Failure DEFECT =
            Failure.of(FailureKind.INTERNAL, "internal_error", "the gateway failed; its log says why");

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

    /** Answers the exchange, also when it fails, and tells how it went. */
    @CanIgnoreReturnValue
    public RequestRecord serve(Exchange exchange, Operation operation) {
        Entrance entrance = new Entrance.Call(parts.ids().next(), exchange, parts.authenticator(), parts.limits());
        RequestRecord record = record(exchange, operation, entrance);
        serve(exchange, entrance, record);
        return record;
    }

    /** Makes one attempt at a line of a batch. What came of it is in the result, and its ledger row left to the caller. */
    public RequestRecord run(LineExchange line) {
        return run(line, new Entrance.Line(line.order()));
    }

    /** The same for a request that is no line, but work for a project in the background, in the tier that its body says. */
    public RequestRecord runErrand(LineExchange errand) {
        return run(errand, new Entrance.Errand(errand, parts.limits(), true));
    }

    /** The same for what a call of the API has asked of a model while its caller waits; it has a ledger row like any request. */
    public RequestRecord ask(LineExchange errand) {
        return run(errand, new Entrance.Errand(errand, parts.limits(), false));
    }

    private RequestRecord run(LineExchange line, Entrance entrance) {
        RequestRecord record = record(line, line.order().operation(), entrance);
        try {
            serve(line, entrance, record);
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "an attempt at line " + record.id() + " failed", defect);
        }
        return record;
    }

    private RequestRecord record(Exchange exchange, Operation operation, Entrance entrance) {
        return new RequestRecord(
                entrance, operation, exchange.arrivedNanos(), parts.tracing().started(exchange, operation));
    }

    private void serve(Exchange exchange, Entrance entrance, RequestRecord record) {
        Ending ending = new Ending(record, parts.metering(), parts.ticker());
        Relay relay = new Relay(exchange, record, ending);
        try {
            Principal principal = entrance.principal();
            record.principal(principal);
            InferenceRequest sent = reader.read(record.operation(), exchange.body());
            UseCase useCase = parts.useCases().chosen(principal, exchange.header(UseCases.HEADER), sent.model());
            if (useCase != null) {
                record.of(useCase);
            }
            InferenceRequest request = useCase == null ? sent : useCase.onItsModel(sent);
            Pool pool = parts.models().pool(request.model());
            TierTerms terms = useCase == null ? principal.project() : useCase;
            TierPolicy.Asked asked = entrance.asked(request, terms);
            record.asked(request, asked);
            holdAndAdmit(
                    exchange,
                    relay,
                    record,
                    new Admission(
                            entrance,
                            principal,
                            useCase,
                            request,
                            pool,
                            asked,
                            Wishes.of(exchange, principal.project(), useCase),
                            pool.estimator().estimateInputTokens(request)));
        } catch (FailureException failed) {
            record.failed(failed.failure());
            relay.fail(failed.failure());
        } catch (RuntimeException | Error defect) {
            record.failed(DEFECT);
            throw defect;
        } finally {
            ending.come();
        }
    }

    /** A request's places: in the queue, and on the quotas and budgets it draws on. */
    private record Places(Ticket ticket, Account account) {}

    private void holdAndAdmit(Exchange exchange, Relay relay, RequestRecord record, Admission admission) {
        InferenceRequest request = admission.request();
        int expected = Math.min(
                outputLengths.quantile(record.project(), record.model(), HELD_QUANTILE),
                request.maxOutputTokens().orElse(Integer.MAX_VALUE));
        Patience patience = Patience.until(admission.deadlineNanos());
        exchange.onClientGone(patience::abandon);
        Caller caller = admission.caller();
        relay.limitedBy(headers -> parts.accounting().addLimits(caller, headers));
        Usage estimate = Usage.of(admission.inputTokens(), 0, saturatedProduct(expected, request.choices()));
        Escalations escalations = admission.escalations();
        Optional<ServiceTier> better = escalations == null ? Optional.empty() : escalations.tier(record.keyId());
        try (Account account = parts.accounting().open(new Account.Opening(caller, better, estimate, patience))) {
            record.heldBy(account::tokensHeld);
            if (!account.escalated() || !answeredEscalated(exchange, relay, record, admission, account)) {
                admitAndAnswer(exchange, relay, record, admission, account);
            }
        } catch (FailureException refused) {
            if (escalations != null && record.dispatch() == null) {
                escalations.refused(record.keyId(), refused.failure());
            }
            throw refused;
        }
    }

    /** Answers in the better tier that the account is open in; false, with the account in its own, when nothing is free. */
    private boolean answeredEscalated(
            Exchange exchange, Relay relay, RequestRecord record, Admission admission, Account account) {
        record.escalatedTo(account.served());
        try {
            admitAndAnswer(exchange, relay, record, admission.escalatedTo(account.served()), account);
            return true;
        } catch (FailureException refused) {
            if (record.dispatch() != null || refused.failure().kind() == FailureKind.CLIENT_GONE) {
                throw refused;
            }
        }
        record.escalatedTo(null);
        exchange.onClientGone(account::abandon);
        account.toOwnTier();
        return false;
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
            record.dispatched(grant.dispatch(), parts.ticker().nanos());
            places.account().servedIn(grant.dispatch().servedTier());
            try {
                Answer answer = begin(grant, record, admission);
                if (ticket.firstByte()) {
                    record.answered(answer.reply(), parts.ticker().nanos());
                    Escalations escalations = admission.escalations();
                    if (escalations != null) {
                        escalations.answered(record.keyId(), record.firstByteNanos());
                    }
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
        relay.ending().settledBy(() -> {
            Usage used = answer.reply().usage();
            record.used(used);
            record.settled(account.settle(used, record.charge()));
        });
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
            relay.ending().settle();
            Usage used = record.usage();
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
        return new SchedulingRequest(
                id,
                record.project(),
                admission.tier(),
                admission.inputTokens(),
                saturatedProduct(expected, choices),
                saturatedProduct(most, choices),
                PrefixBlocks.of(record.project(), request),
                PrefixBlocks.BLOCK_TOKENS,
                admission.deadlineNanos(),
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
