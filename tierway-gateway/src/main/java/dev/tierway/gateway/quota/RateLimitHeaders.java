package dev.tierway.gateway.quota;

import dev.tierway.gateway.http.HeaderName;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Limit;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.Moment;
import java.util.List;

/**
 * How much of its quotas a caller has left, in the headers that OpenAI's clients read: {@code
 * x-ratelimit-{limit,remaining,reset}-{requests,tokens}}. Of each unit the quota that leaves the least; none for a unit
 * without a quota.
 */
public final class RateLimitHeaders {
    private record Names(HeaderName limit, HeaderName remaining, HeaderName reset) {
        static Names of(RateUnit unit) {
            return new Names(
                    new HeaderName("x-ratelimit-limit-" + unit.label()),
                    new HeaderName("x-ratelimit-remaining-" + unit.label()),
                    new HeaderName("x-ratelimit-reset-" + unit.label()));
        }
    }

    private static final List<RateUnit> UNITS = List.of(RateUnit.values());
    private static final Names REQUESTS = Names.of(RateUnit.REQUESTS);
    private static final Names TOKENS = Names.of(RateUnit.TOKENS);

    private RateLimitHeaders() {}

    /** Adds the state of this moment to {@code headers}. */
    public static void add(Caller caller, LimitGate gate, Headers.Builder headers) {
        List<Limit> limits = gate.book().of(caller);
        if (!limits.isEmpty()) {
            gate.ledger().read(now -> add(limits, now, headers));
        }
    }

    private static Headers.Builder add(List<Limit> limits, Moment now, Headers.Builder headers) {
        for (RateUnit unit : UNITS) {
            RateQuota.State tightest = null;
            for (Limit limit : limits) {
                if (limit instanceof RateQuota quota && quota.unit() == unit) {
                    RateQuota.State state = quota.state(now);
                    tightest = tightest == null || state.remaining() < tightest.remaining() ? state : tightest;
                }
            }
            if (tightest != null) {
                Names names = switch (unit) {
                    case REQUESTS -> REQUESTS;
                    case TOKENS -> TOKENS;
                };
                headers.add(names.limit(), Long.toString(tightest.most()));
                headers.add(names.remaining(), Long.toString(tightest.remaining()));
                headers.add(names.reset(), WaitText.of(tightest.fullIn()));
            }
        }
        return headers;
    }
}
