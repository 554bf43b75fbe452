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
 */
public record Caller(String project, String key, String useCase, String model, ServiceTier tier) {
    /** The same caller, served in another tier. */
    public Caller servedAs(ServiceTier served) {
        return new Caller(project, key, useCase, model, served);
    }
}
