package dev.tierway.scheduler.engine;

/**
 * What the scheduler knows of a deployment before it has served anything.
 *
 * @param slots requests the engine runs at once ({@code max_num_seqs}, slots); the queue beyond them is ours
 * @param kvTokens tokens of KV cache the engine holds; {@link Long#MAX_VALUE} when unknown
 * @param contextTokens longest prompt plus output it accepts
 * @param prefillTokensPerSecond prior for the learned prefill rate
 * @param outputTokensPerSecond prior for the learned rate of one stream
 * @param regionRank 0 for the nearest region, higher is farther
 * @param yields whether the engine itself holds lower tiers back when higher ones arrive (the embedded engine does), so
 *     that no attempt need be cancelled to make room; it is then sent up to {@code slots} reserved and priority requests
 *     beside up to {@code slots} standard ones and {@code slots} of flex and batch
 */
public record DeploymentSpec(
        String name,
        int slots,
        long kvTokens,
        int contextTokens,
        double prefillTokensPerSecond,
        double outputTokensPerSecond,
        int regionRank,
        boolean yields) {

    public DeploymentSpec {
        if (slots < 1 || kvTokens < 1 || contextTokens < 1) {
            throw new IllegalArgumentException("deployment " + name + ": slots (" + slots + "), kv_tokens (" + kvTokens
                    + ") and context (" + contextTokens + ") must be at least 1");
        }
    }
}
