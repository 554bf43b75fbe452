package dev.tierway.gateway.alert;

import dev.tierway.gateway.limit.RollingSum;

/** Notices when many requests of one model and tier are turned away with 429, and when that ends. Not thread-safe. */
final class ThrottleWatch {
    /** How the share of refusals has moved. */
    enum Change {
        NONE,
        BEGAN,
        ENDED
    }

    private final AlertRules rules;
    private final RollingSum requests;
    private final RollingSum refusals;
    private boolean raised;

    ThrottleWatch(AlertRules rules) {
        this.rules = rules;
        this.requests = new RollingSum(rules.throttleWindow());
        this.refusals = new RollingSum(rules.throttleWindow());
    }

    Change request(boolean throttled, long now) {
        requests.add(1, now);
        refusals.add(throttled ? 1 : 0, now);
        double share = share(now);
        if (!raised && requests.total(now) >= rules.throttleRequests() && share >= rules.throttleShare()) {
            raised = true;
            return Change.BEGAN;
        }
        if (raised && share < rules.throttleShare() / 2) {
            raised = false;
            return Change.ENDED;
        }
        return Change.NONE;
    }

    /** Share of the window's requests that were turned away, 0 to 1. */
    double share(long now) {
        long all = requests.total(now);
        return all == 0 ? 0 : refusals.total(now) / (double) all;
    }
}
