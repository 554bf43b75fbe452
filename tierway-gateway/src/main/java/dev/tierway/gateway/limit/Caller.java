package dev.tierway.gateway.limit;

import dev.tierway.core.tier.ServiceTier;

/**
 * Whose request it is, and what for: everything by which limits apply. All parts come from configuration, never from what
 * a caller wrote unchecked.
 *
 * @param key key id
 * @param useCase empty when there is none
 * @param model model alias
 * @param tier tier that is to serve it
 * @param escalated whether that is a better tier than its own, for a while
 * @param ofBatch whether it is a line of a batch, which holds for all of its lines what {@link Limit#heldByBatches} says
 */
public record Caller(
        String project,
        String key,
        String useCase,
        String model,
        ServiceTier tier,
        boolean escalated,
        boolean ofBatch) {
    /** A caller in its own tier. */
    public Caller(String project, String key, String useCase, String model, ServiceTier tier) {
        this(project, key, useCase, model, tier, false, false);
    }

    /** The same caller, served in another tier; in its own one it is not escalated. */
    public Caller servedAs(ServiceTier served) {
        return new Caller(project, key, useCase, model, served, escalated && served == tier, ofBatch);
    }

    /** The same caller, in the better tier that it is escalated to. */
    public Caller escalatedTo(ServiceTier better) {
        return new Caller(project, key, useCase, model, better, true, ofBatch);
    }
}
