package dev.tierway.scheduler.tier;

import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.policy.LimitPolicy;
import java.util.List;

/**
 * How many deployments may compute batch prompts at once.
 *
 * <p>An engine that does not know tiers finishes the prompts it has begun before it takes up a new one, so a live request
 * that finds every engine at a batch prompt waits for one. It seldom does while enough of them compute none: it is sent
 * where its first token comes soonest. Batch answers, in contrast, cost the others little.
 */
public final class PromptLanes {
    private final double share;

    public PromptLanes(LimitPolicy policy) {
        this.share = policy.batchPrompts();
    }

    /** Whether no more batch prompts may begin, on engines that do not yield. */
    public boolean taken(List<DeploymentLedger> deployments, long now) {
        int all = 0;
        int batch = 0;
        int free = 0;
        for (DeploymentLedger deployment : deployments) {
            if (deployment.available() && !deployment.capacity().yields()) {
                all++;
                batch += deployment.computesBatchPrompt(now) ? 1 : 0;
                free += deployment.computesPrompt(now) ? 0 : 1;
            }
        }
        return batch >= share * all || free <= (1 - share) * all;
    }
}
