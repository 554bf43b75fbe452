package dev.tierway.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StepPlannerTest {
    /** 5 ms, 4 ms per decode, 3 ms per prompt token; budgets are 50 ms narrow, 100 ms otherwise. */
    private static final StepCost COST = new StepCost(5e6, 4e6, 3e6);

    private static final PlanSettings SETTINGS = PlanSettings.DEFAULTS;
    private static final int DECODES = 1;

    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<ServiceTier> owed = EnumSet.noneOf(ServiceTier.class);
    private final Set<ServiceTier> overdue = EnumSet.noneOf(ServiceTier.class);

    private StepPlannerTest add(int count, ServiceTier tier, int pending) {
        for (int i = 0; i < count; i++) {
            candidates.add(new Candidate(tier, pending, candidates.size()));
        }
        return this;
    }

    private StepPlan plan() {
        return new StepPlanner(SETTINGS).plan(new StepView(candidates, owed, overdue, 512, 64), COST);
    }

    /** Tokens of the step by tier. */
    private Map<ServiceTier, Integer> tokens() {
        StepPlan plan = plan();
        Map<ServiceTier, Integer> tokens = new EnumMap<>(ServiceTier.class);
        for (int i = 0; i < plan.size(); i++) {
            tokens.merge(candidates.get(plan.candidates()[i]).tier(), plan.tokens()[i], Integer::sum);
        }
        return tokens;
    }

    @Test
    void reserved_and_priority_decodes_are_always_in() {
        add(20, ServiceTier.RESERVED, DECODES).add(20, ServiceTier.PRIORITY, DECODES);
        assertThat(tokens()).containsEntry(ServiceTier.RESERVED, 20).containsEntry(ServiceTier.PRIORITY, 20);
    }

    @Test
    void next_to_reserved_decodes_lower_tiers_get_what_fits_the_narrow_width_and_step() {
        add(1, ServiceTier.RESERVED, DECODES)
                .add(8, ServiceTier.STANDARD, DECODES)
                .add(8, ServiceTier.BATCH, DECODES);
        assertThat(plan().size()).isEqualTo(SETTINGS.narrowWidth());
        assertThat(tokens()).containsEntry(ServiceTier.STANDARD, 3).doesNotContainKey(ServiceTier.BATCH);
    }

    @Test
    void while_a_priority_prompt_is_computed_lower_tiers_wait() {
        add(1, ServiceTier.PRIORITY, 400).add(4, ServiceTier.STANDARD, DECODES).add(4, ServiceTier.FLEX, 300);
        assertThat(tokens().keySet()).containsExactly(ServiceTier.PRIORITY);
    }

    @Test
    void a_prompt_next_to_decodes_advances_in_small_chunks() {
        add(1, ServiceTier.STANDARD, 1000).add(2, ServiceTier.STANDARD, DECODES);
        int chunk = plan().promptTokens();
        assertThat(chunk).isBetween(SETTINGS.smallestChunk(), SETTINGS.largestChunk());
    }

    @Test
    void a_prompt_alone_advances_in_a_large_chunk() {
        add(1, ServiceTier.FLEX, 1000);
        assertThat(plan().promptTokens()).isGreaterThan(SETTINGS.largestChunk());
        assertThat(plan().predictedNanos())
                .isLessThanOrEqualTo((double) SETTINGS.aloneStep().toNanos());
    }

    @Test
    void prompts_advance_in_large_chunks_while_nothing_decodes() {
        add(4, ServiceTier.STANDARD, 1000);
        assertThat(plan().promptTokens()).isGreaterThan(SETTINGS.largestChunk());
    }

    @Test
    void a_reserved_prompt_advances_beside_lower_tiers_as_it_does_alone() {
        add(1, ServiceTier.RESERVED, 1000);
        int alone = plan().promptTokens();
        add(4, ServiceTier.STANDARD, DECODES).add(4, ServiceTier.FLEX, 300);
        assertThat(plan().promptTokens()).isEqualTo(alone).isGreaterThan(SETTINGS.largestChunk());
    }

    @Test
    void a_priority_prompt_stays_small_beside_a_reserved_decode() {
        add(1, ServiceTier.PRIORITY, 1000).add(1, ServiceTier.RESERVED, DECODES);
        assertThat(plan().promptTokens()).isBetween(1, SETTINGS.largestChunk());
    }

    @Test
    void several_short_prompts_share_a_step() {
        add(3, ServiceTier.STANDARD, 8);
        assertThat(plan().size()).isEqualTo(3);
    }

    @Test
    void an_owed_tier_gets_one_small_part_beside_a_reserved_decode() {
        add(1, ServiceTier.RESERVED, DECODES).add(3, ServiceTier.BATCH, 200);
        owed.add(ServiceTier.BATCH);
        assertThat(tokens()).containsEntry(ServiceTier.BATCH, SETTINGS.smallestChunk());
    }

    @Test
    void beside_a_reserved_prompt_an_owed_tier_gets_it_only_when_it_has_waited_long() {
        add(1, ServiceTier.RESERVED, 400).add(3, ServiceTier.BATCH, 200);
        owed.add(ServiceTier.BATCH);
        assertThat(tokens()).doesNotContainKey(ServiceTier.BATCH);
        overdue.add(ServiceTier.BATCH);
        assertThat(tokens()).containsEntry(ServiceTier.BATCH, SETTINGS.smallestChunk());
    }

    @Test
    void batch_alone_uses_the_whole_width() {
        add(40, ServiceTier.BATCH, DECODES);
        assertThat(plan().size()).isEqualTo(SETTINGS.width());
    }

    @Test
    void the_most_urgent_go_first_within_a_tier() {
        candidates.add(new Candidate(ServiceTier.PRIORITY, 100, 7));
        candidates.add(new Candidate(ServiceTier.PRIORITY, 100, 3));
        assertThat(plan().candidates()[0]).isEqualTo(1);
    }

    @Property
    void a_step_is_never_empty_never_too_large_and_takes_nobody_twice(@ForAll("views") StepView view) {
        StepPlan plan = new StepPlanner(SETTINGS).plan(view, COST);
        Set<Integer> seen = new HashSet<>();
        int tokens = 0;
        for (int i = 0; i < plan.size(); i++) {
            int candidate = plan.candidates()[i];
            assertThat(seen.add(candidate)).isTrue();
            assertThat(plan.tokens()[i])
                    .isBetween(1, view.candidates().get(candidate).pending());
            tokens += plan.tokens()[i];
        }
        assertThat(tokens).isLessThanOrEqualTo(view.maxBatch());
        assertThat(plan.size()).isLessThanOrEqualTo(view.maxSequences());
        assertThat(plan.size() > 0).isEqualTo(!view.candidates().isEmpty());
    }

    /** The tiers that do not come first may add at most the budget, apart from what they are owed. */
    @Property
    void lower_tiers_never_stretch_a_step_beyond_its_budget(@ForAll("views") StepView view) {
        StepView nobodyOwed = new StepView(view.candidates(), Set.of(), Set.of(), view.maxBatch(), view.maxSequences());
        StepPlan plan = new StepPlanner(SETTINGS).plan(nobodyOwed, COST);
        ServiceTier top = view.candidates().stream()
                .map(Candidate::tier)
                .min(ServiceTier::compareTo)
                .orElse(ServiceTier.BATCH);
        boolean lowerTakesPart = false;
        for (int i = 0; i < plan.size(); i++) {
            ServiceTier tier = view.candidates().get(plan.candidates()[i]).tier();
            lowerTakesPart |= tier != top && !tier.latencySensitive();
        }
        if (lowerTakesPart) {
            boolean onlyPrompts = view.candidates().stream().noneMatch(Candidate::decodes);
            Duration budget = top.latencySensitive()
                    ? SETTINGS.narrowStep()
                    : onlyPrompts ? SETTINGS.aloneStep() : SETTINGS.step();
            assertThat(plan.predictedNanos()).isLessThanOrEqualTo((double) budget.toNanos());
        }
    }

    @Provide
    Arbitrary<StepView> views() {
        Arbitrary<Candidate> candidate = Combinators.combine(
                        Arbitraries.of(ServiceTier.class),
                        Arbitraries.of(1, 1, 1, 2, 10, 40, 1000),
                        Arbitraries.longs().between(0, 1000))
                .as(Candidate::new);
        return Combinators.combine(
                        candidate.list().ofMaxSize(30),
                        Arbitraries.of(ServiceTier.class).set().ofMaxSize(3),
                        Arbitraries.of(ServiceTier.class).set().ofMaxSize(3),
                        Arbitraries.of(16, 64, 512),
                        Arbitraries.of(4, 64))
                .as(StepView::new);
    }
}
