package dev.tierway.engine.plan;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Set;

/**
 * What a step is planned from; not to be changed while it is planned.
 *
 * @param candidates resident sequences whose readers keep up
 * @param owed tiers below their minimum share
 * @param overdue those of them that have waited long
 * @param maxBatch most tokens the backend takes in a step
 * @param maxSequences most sequences the backend takes in a step
 */
public record StepView(
        List<Candidate> candidates, Set<ServiceTier> owed, Set<ServiceTier> overdue, int maxBatch, int maxSequences) {}
