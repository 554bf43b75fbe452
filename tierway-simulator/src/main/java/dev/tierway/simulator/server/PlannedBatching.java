package dev.tierway.simulator.server;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.engine.plan.Candidate;
import dev.tierway.engine.plan.PlanSettings;
import dev.tierway.engine.plan.StepPlan;
import dev.tierway.engine.plan.StepPlanner;
import dev.tierway.engine.plan.StepView;
import dev.tierway.engine.plan.TierShares;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The embedded engine's step as the production {@link StepPlanner} composes it. The most urgent sequences are in memory, as
 * many as the KV cache holds; the others are swapped out and lose nothing.
 */
final class PlannedBatching implements Composer {
    private static final int MAX_BATCH = 512;

    private final StepCost cost;
    private final dev.tierway.engine.plan.StepCost planned;
    private final long kvTokens;
    private final int sequences;
    private final StepPlanner planner;
    private final TierShares shares;
    private long step;

    PlannedBatching(StepCost cost, long kvTokens, PlanSettings settings) {
        this.cost = cost;
        this.planned = new dev.tierway.engine.plan.StepCost(
                cost.baseNanos(), cost.perDecodeNanos(), cost.perPrefillTokenNanos());
        this.kvTokens = kvTokens;
        this.sequences = settings.width();
        this.planner = new StepPlanner(settings);
        this.shares = new TierShares(settings);
    }

    @Override
    public void compose(List<Sequence> all) {
        step++;
        Composer.clear(all);
        List<Sequence> resident = Composer.inMemory(all, kvTokens);
        List<Candidate> candidates = new ArrayList<>(resident.size());
        Set<ServiceTier> present = EnumSet.noneOf(ServiceTier.class);
        for (Sequence sequence : resident) {
            int pending = Math.max(1, sequence.prefillLeft);
            long urgency = sequence.decoding() && !sequence.tier().scavenger() ? sequence.lastStep : sequence.order;
            candidates.add(new Candidate(sequence.tier(), pending, urgency));
            present.add(sequence.tier());
        }
        StepView view = new StepView(candidates, shares.owed(), shares.overdue(), MAX_BATCH, sequences);
        StepPlan plan = planner.plan(view, planned);
        for (int i = 0; i < plan.size(); i++) {
            Sequence sequence = resident.get(plan.candidates()[i]);
            sequence.stepPrefill = Math.min(sequence.prefillLeft, plan.tokens()[i]);
            sequence.stepDecode = sequence.prefillLeft == 0;
            sequence.lastStep = step;
        }
        account(resident, present);
    }

    private void account(List<Sequence> resident, Set<ServiceTier> present) {
        long marginal = 0;
        for (Sequence sequence : resident) {
            marginal += own(sequence);
        }
        long wall = cost.baseNanos() + marginal;
        for (Sequence sequence : resident) {
            long own = own(sequence);
            if (own > 0) {
                shares.spend(sequence.tier(), (long) ((double) wall * own / marginal));
            }
        }
        present.forEach(tier -> shares.earn(tier, wall));
    }

    private long own(Sequence sequence) {
        return sequence.stepDecode ? cost.perDecodeNanos() : sequence.stepPrefill * cost.perPrefillTokenNanos();
    }
}
