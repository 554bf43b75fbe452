package dev.tierway.gateway.quota;

import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Limit;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.Moment;
import java.util.List;
import java.util.Map;

/**
 * How much of its quotas a caller has left, in the headers that OpenAI's clients read: {@code
 * x-ratelimit-{limit,remaining,reset}-{requests,tokens}}. Of each unit the quota that leaves the least; none for a unit
 * without a quota.
 */
public final class RateLimitHeaders {
    private record Names(String limit, String remaining, String reset) {
        static Names of(RateUnit unit) {
            return new Names(
                    "x-ratelimit-limit-" + unit.label(),
                    "x-ratelimit-remaining-" + unit.label(),
                    "x-ratelimit-reset-" + unit.label());
        }
    }

    private static final Names REQUESTS = Names.of(RateUnit.REQUESTS);
    private static final Names TOKENS = Names.of(RateUnit.TOKENS);

    private RateLimitHeaders() {}

    /** Adds the state of this moment to {@code headers}. */
    public static void add(Caller caller, LimitGate gate, Map<String, String> headers) {
        List<Limit> limits = gate.book().of(caller);
        if (!limits.isEmpty()) {
            gate.ledger().read(now -> add(limits, now, headers));
        }
    }

    private static Map<String, String> add(List<Limit> limits, Moment now, Map<String, String> headers) {
        for (RateUnit unit : RateUnit.values()) {
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
                headers.put(names.limit(), Long.toString(tightest.most()));
                headers.put(names.remaining(), Long.toString(tightest.remaining()));
                headers.put(names.reset(), WaitText.of(tightest.fullIn()));
            }
        }
        return headers;
    }
}
