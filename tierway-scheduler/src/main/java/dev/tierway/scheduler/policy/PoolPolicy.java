package dev.tierway.scheduler.policy;

/** Every setting of a pool's scheduler. {@link #DEFAULT} is explained knob by knob in {@code docs/scheduling.md}. */
public record PoolPolicy(
        TokenWeights tokens,
        QueuePolicy queues,
        BandPolicy bands,
        RoutingPolicy routing,
        LimitPolicy limits,
        PreemptionPolicy preemption) {

    public static final PoolPolicy DEFAULT = new PoolPolicy(
            TokenWeights.DEFAULT,
            QueuePolicy.DEFAULT,
            BandPolicy.DEFAULT,
            RoutingPolicy.DEFAULT,
            LimitPolicy.DEFAULT,
            PreemptionPolicy.DEFAULT);

    public PoolPolicy withTokens(TokenWeights changed) {
        return new PoolPolicy(changed, queues, bands, routing, limits, preemption);
    }

    public PoolPolicy withQueues(QueuePolicy changed) {
        return new PoolPolicy(tokens, changed, bands, routing, limits, preemption);
    }

    public PoolPolicy withBands(BandPolicy changed) {
        return new PoolPolicy(tokens, queues, changed, routing, limits, preemption);
    }

    public PoolPolicy withRouting(RoutingPolicy changed) {
        return new PoolPolicy(tokens, queues, bands, changed, limits, preemption);
    }

    public PoolPolicy withLimits(LimitPolicy changed) {
        return new PoolPolicy(tokens, queues, bands, routing, changed, preemption);
    }

    public PoolPolicy withPreemption(PreemptionPolicy changed) {
        return new PoolPolicy(tokens, queues, bands, routing, limits, changed);
    }
}
