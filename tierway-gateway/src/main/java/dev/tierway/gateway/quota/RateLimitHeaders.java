package dev.tierway.gateway.quota;

import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Limit;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of its quotas a caller has left, in the headers that OpenAI's clients read: {@code
 * x-ratelimit-{limit,remaining,reset}-{requests,tokens}}. Of each unit the quota that leaves the least; none for a unit
 * without a quota.
 */
public final class RateLimitHeaders {
    private RateLimitHeaders() {}

    /** The state of this moment. */
    public static Map<String, String> of(Caller caller, LimitGate gate) {
        List<Limit> limits = gate.book().of(caller);
        return limits.isEmpty() ? Map.of() : gate.ledger().read(now -> of(limits, now));
    }

    private static Map<String, String> of(List<Limit> limits, Moment now) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (RateUnit unit : RateUnit.values()) {
            RateQuota.State tightest = null;
            for (Limit limit : limits) {
                if (limit instanceof RateQuota quota && quota.unit() == unit) {
                    RateQuota.State state = quota.state(now);
                    tightest = tightest == null || state.remaining() < tightest.remaining() ? state : tightest;
                }
            }
            if (tightest != null) {
                headers.put("x-ratelimit-limit-" + unit.label(), Long.toString(tightest.most()));
                headers.put("x-ratelimit-remaining-" + unit.label(), Long.toString(tightest.remaining()));
                headers.put("x-ratelimit-reset-" + unit.label(), WaitText.of(tightest.fullIn()));
            }
        }
        return headers;
    }
}
