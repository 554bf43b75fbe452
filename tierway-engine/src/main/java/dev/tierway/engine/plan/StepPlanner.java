package dev.tierway.engine.plan;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Set;

/**
 * Decides who takes part in the next step. Pure: the same view and cost give the same plan.
 *
 * <ol>
 *   <li>Reserved and priority sequences that decode are always in; their prompts advance by one chunk, most urgent first.
 *   <li>When neither is active, the highest tier present takes that place, up to the step's width.
 *   <li>A tier that is owed its minimum share gets one decode or one smallest chunk; while a reserved or priority prompt is
 *       computed only if that is overdue.
 *   <li>Lower tiers get what fits the step's time budget, and nothing while a reserved or priority prompt is computed.
 * </ol>
 *
 * <p>The budget is {@link PlanSettings#narrowStep} and the width {@link PlanSettings#narrowWidth} while reserved or priority
 * work is active. Prompt chunks stay between the smallest and largest setting while anything decodes; otherwise prompts may
 * stretch a step to {@link PlanSettings#aloneStep}. For reserved and priority prompts only decodes of these tiers count.
 */
public final class StepPlanner {
    private static final ServiceTier[] TIERS = ServiceTier.values();

    /** Largest chunks in the least that a prompt advances by when nothing decodes, so that a step's base cost is spread. */
    private static final int ALONE_CHUNKS = 4;

    private final PlanSettings settings;

    public StepPlanner(PlanSettings settings) {
        this.settings = settings;
    }

    public StepPlan plan(StepView view, StepCost cost) {
        List<Candidate> candidates = view.candidates();
        int[] queue = byTierAndUrgency(candidates);
        if (queue.length == 0) {
            return new StepPlan(0, queue, queue, 0, 0);
        }
        ServiceTier top = candidates.get(queue[0]).tier();
        boolean narrow = top.latencySensitive();
        Composition step = new Composition(view, cost, queue, narrow);

        ServiceTier lastMandatory = narrow ? ServiceTier.PRIORITY : top;
        for (ServiceTier tier : TIERS) {
            if (!tier.outranks(top) && !lastMandatory.outranks(tier)) {
                step.placeMandatory(tier);
            }
        }
        boolean promptFirst = narrow && step.sensitivePrompt;
        Set<ServiceTier> owed = promptFirst ? view.overdue() : view.owed();
        for (ServiceTier tier : TIERS) {
            if (lastMandatory.outranks(tier) && owed.contains(tier)) {
                step.placeOwed(tier);
            }
        }
        for (ServiceTier tier : TIERS) {
            if (lastMandatory.outranks(tier) && !promptFirst) {
                step.placeWithinBudget(tier);
            }
        }
        return step.plan();
    }

    private static int[] byTierAndUrgency(List<Candidate> candidates) {
        int[] queue = new int[candidates.size()];
        for (int i = 0; i < queue.length; i++) {
            Candidate candidate = candidates.get(i);
            int at = i;
            while (at > 0 && before(candidate, candidates.get(queue[at - 1]))) {
                queue[at] = queue[at - 1];
                at--;
            }
            queue[at] = i;
        }
        return queue;
    }

    private static boolean before(Candidate a, Candidate b) {
        return a.tier() == b.tier() ? a.urgency() < b.urgency() : a.tier().outranks(b.tier());
    }

    /** A step while it is being filled. */
    private final class Composition {
        private final StepView view;
        private final StepCost cost;
        private final int[] queue;
        private final boolean alone;
        private final double budget;
        private final int width;
        private final int leastChunk;

        private final int[] placed;
        private final int[] tokens;
        private final boolean[] taken;
        private int size;
        private int decodes;
        private int promptTokens;
        private boolean sensitivePrompt;

        private Composition(StepView view, StepCost cost, int[] queue, boolean narrow) {
            this.view = view;
            this.cost = cost;
            this.queue = queue;
            alone = onlyPrompts(narrow);
            budget = (alone ? settings.aloneStep() : narrow ? settings.narrowStep() : settings.step()).toNanos();
            width = narrow ? settings.narrowWidth() : settings.width();
            leastChunk = alone && !narrow ? ALONE_CHUNKS * settings.largestChunk() : settings.smallestChunk();
            placed = new int[queue.length];
            tokens = new int[queue.length];
            taken = new boolean[queue.length];
        }

        /** Whether nobody whose time between tokens counts decodes: a reserved or priority prompt halts lower tiers anyway. */
        private boolean onlyPrompts(boolean narrow) {
            for (int i = 0; i < queue.length; i++) {
                if (candidate(i).decodes() && (!narrow || candidate(i).tier().latencySensitive())) {
                    return false;
                }
            }
            return true;
        }

        private void placeMandatory(ServiceTier tier) {
            boolean unlimited = tier.latencySensitive();
            for (int i = 0; i < queue.length; i++) {
                Candidate candidate = candidate(i);
                if (candidate.tier() == tier && candidate.decodes() && (unlimited || size < width)) {
                    place(i, 1);
                }
            }
            for (int i = 0; i < queue.length; i++) {
                Candidate candidate = candidate(i);
                if (candidate.tier() == tier && !candidate.decodes() && (unlimited || size < width)) {
                    // Prompts advance by this much together, whatever the budget says.
                    int atLeast = leastChunk - promptTokens;
                    place(i, Math.min(candidate.pending(), Math.max(atLeast, room())));
                }
            }
        }

        private void placeOwed(ServiceTier tier) {
            for (int i = 0; i < queue.length; i++) {
                Candidate candidate = candidate(i);
                if (candidate.tier() == tier) {
                    place(i, Math.min(candidate.pending(), settings.smallestChunk()));
                    return;
                }
            }
        }

        private void placeWithinBudget(ServiceTier tier) {
            for (int i = 0; i < queue.length && size < width; i++) {
                Candidate candidate = candidate(i);
                if (candidate.tier() == tier
                        && candidate.decodes()
                        && cost.nanos(decodes + 1, promptTokens) <= budget) {
                    place(i, 1);
                }
            }
            for (int i = 0; i < queue.length && size < width; i++) {
                Candidate candidate = candidate(i);
                int worthwhile = Math.min(candidate.pending(), settings.smallestChunk() / 2);
                if (candidate.tier() == tier && !candidate.decodes() && room() >= worthwhile) {
                    place(i, Math.min(candidate.pending(), room()));
                }
            }
        }

        /** Prompt tokens that still fit the step's budget and chunk limit. */
        private int room() {
            int fitsTime = (int)
                    Math.min((budget - cost.nanos(decodes, promptTokens)) / cost.perPromptToken(), Integer.MAX_VALUE);
            int largest = alone ? view.maxBatch() : settings.largestChunk();
            return Math.min(fitsTime, largest - promptTokens);
        }

        private void place(int position, int wanted) {
            int count = Math.min(wanted, view.maxBatch() - decodes - promptTokens);
            if (count <= 0 || taken[position] || size == view.maxSequences()) {
                return;
            }
            taken[position] = true;
            placed[size] = queue[position];
            tokens[size] = count;
            size++;
            if (candidate(position).decodes()) {
                decodes++;
            } else {
                promptTokens += count;
                sensitivePrompt |= candidate(position).tier().latencySensitive();
            }
        }

        private Candidate candidate(int position) {
            return view.candidates().get(queue[position]);
        }

        private StepPlan plan() {
            return new StepPlan(size, placed, tokens, promptTokens, cost.nanos(decodes, promptTokens));
        }
    }
}
