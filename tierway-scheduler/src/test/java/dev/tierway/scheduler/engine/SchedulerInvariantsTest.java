package dev.tierway.scheduler.engine;

import static dev.tierway.scheduler.engine.TestPool.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random sequences of events, with what must hold after every one of them and after the last. */
class SchedulerInvariantsTest {
    private static final int EVENTS = 400;
    private static final List<String> PROJECTS = List.of("shop", "chat", "lab");
    private static final List<ServiceTier> TIERS = List.of(ServiceTier.values());
    private static final List<SpillOverride> OVERRIDES = List.of(SpillOverride.values());
    private static final long KV_TOKENS = 4_000;

    @Property(tries = 300)
    void holds_after_every_event(@ForAll long seed) {
        World world = new World(new SplittableRandom(seed));
        for (int event = 0; event < EVENTS; event++) {
            world.randomEvent();
            world.check();
        }
        world.finish();
        world.checkNothingIsLeft();
    }

    /** The callers and deployments around one scheduler, with a record of their own of who is where. */
    private static final class World {
        private final RandomGenerator random;
        private final List<DeploymentSpec> specs;
        private final SchedulerEngine engine;
        private final Map<Long, SchedulingRequest> open = new HashMap<>();
        private final Map<Long, Decision.Dispatch> running = new HashMap<>();
        private final Map<Long, Integer> produced = new HashMap<>();
        private final Set<Long> answered = new HashSet<>();
        private final Set<Long> ended = new HashSet<>();
        private final Map<Long, Integer> preemptions = new HashMap<>();
        private final Map<String, Boolean> available = new HashMap<>();
        private final List<Decision> unhandled = new ArrayList<>();
        private long now;
        private long ids;

        private World(RandomGenerator random) {
            this.random = random;
            this.specs = List.of(
                    new DeploymentSpec("a", 4, KV_TOKENS, 2_000, 5_000, 40, 0, false),
                    new DeploymentSpec("b", 3, Long.MAX_VALUE, 3_000, 5_000, 40, 1, false),
                    new DeploymentSpec("c", 2, KV_TOKENS, 2_000, 5_000, 40, 0, true));
            List<ReservationSpec> reservations = List.of(
                    reservation("r1", List.of("shop"), 20_000, SpillPolicy.REJECT),
                    reservation("r2", List.of("chat", "shop"), 2_000, SpillPolicy.STANDARD));

            specs.forEach(spec -> available.put(spec.name(), true));
            this.engine = new SchedulerEngine(
                    PoolPolicy.DEFAULT, specs, reservations, Map.of("lab", 2.0), new SplittableRandom(1));
        }

        private static ReservationSpec reservation(
                String name, List<String> projects, long inputPerMinute, SpillPolicy spill) {
            return new ReservationSpec(
                    name,
                    projects,
                    inputPerMinute,
                    inputPerMinute / 10,
                    BurndownRates.DEFAULT,
                    spill,
                    spill.usualOverrides());
        }

        private void randomEvent() {
            now += random.nextLong(SECOND / 4);
            switch (random.nextInt(13)) {
                case 0, 1, 2, 3 -> submit();
                case 4, 5 -> pick(running.keySet()).ifPresent(this::complete);
                case 6 -> pick(open.keySet()).ifPresent(this::cancel);
                case 7 -> pick(running.keySet()).ifPresent(this::firstByte);
                case 8 -> pick(running.keySet()).ifPresent(this::progress);
                case 9 -> pick(running.keySet()).ifPresent(id -> requeue(id, random.nextBoolean()));
                case 10 -> report();
                case 11 -> changeReservation();
                default -> {
                    engine.advance(now, this::record);
                    assertThat(engine.nextWakeupNanos()).isGreaterThan(now);
                }
            }
            obey();
        }

        private void submit() {
            int output = random.nextInt(1, 200);
            ServiceTier tier = TIERS.get(random.nextInt(TIERS.size()));
            SchedulingRequest request = new SchedulingRequest(
                    ids++,
                    PROJECTS.get(random.nextInt(PROJECTS.size())),
                    tier,
                    random.nextInt(1, 1_500),
                    output,
                    random.nextInt(5) == 0 ? Integer.MAX_VALUE : output + random.nextInt(400),
                    List.of((long) random.nextInt(3), 10L + random.nextInt(3)),
                    64,
                    now + random.nextLong(20 * SECOND),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextInt(4) == 0
                            ? Optional.of(OVERRIDES.get(random.nextInt(OVERRIDES.size())))
                            : Optional.empty());
            open.put(request.id(), request);
            engine.submit(request, now, this::record);
        }

        private void firstByte(long id) {
            answered.add(id);
            engine.firstByte(id, now);
        }

        /** Flex never after its first byte; batch then only if nobody has read what came. */
        private boolean mayRestart(long id) {
            SchedulingRequest request = Objects.requireNonNull(open.get(id));
            Decision.Dispatch attempt = Objects.requireNonNull(running.get(id));
            return !answered.contains(id) || (attempt.servedTier() == ServiceTier.BATCH && request.restartable());
        }

        private void complete(long id) {
            SchedulingRequest request = open.get(id);
            if (request != null) {
                gone(id);
                Usage usage = Usage.of(
                        request.inputTokens(), 0, random.nextInt(Math.min(1_000, request.maxOutputTokens()) + 1));
                engine.complete(id, usage, now, this::record);
            }
        }

        private void cancel(long id) {
            gone(id);
            engine.cancel(id, now, this::record);
        }

        private void requeue(long id, boolean atFault) {
            running.remove(id);
            produced.remove(id);
            answered.remove(id);
            engine.requeue(id, atFault, now, this::record);
        }

        private void progress(long id) {
            SchedulingRequest request = open.get(id);
            if (request != null) {
                int tokens = Math.min(request.maxOutputTokens(), produced.getOrDefault(id, 0) + random.nextInt(100));
                produced.put(id, tokens);
                engine.progress(id, tokens, now);
            }
        }

        /** Made, resized, opened, closed or cancelled. */
        private void changeReservation() {
            String name = random.nextBoolean() ? "r1" : "r2";
            if (random.nextInt(3) == 0) {
                engine.removeReservation(name, now, this::record);
            } else {
                ReservationSpec spec = reservation(
                        name,
                        PROJECTS.subList(0, random.nextInt(1, 3)),
                        random.nextLong(1_000, 30_000),
                        random.nextBoolean() ? SpillPolicy.FLEX : SpillPolicy.REJECT);
                engine.reservation(spec, new Activity(random.nextBoolean(), now + SECOND), now, this::record);
            }
        }

        private void report() {
            DeploymentSpec spec = specs.get(random.nextInt(specs.size()));
            if (random.nextInt(3) == 0) {
                boolean up = random.nextInt(3) > 0;
                available.put(spec.name(), up);
                engine.available(spec.name(), up, now, this::record);
            } else {
                DeploymentSignal signal =
                        new DeploymentSignal(random.nextInt(spec.slots() + 1), random.nextInt(2), random.nextDouble());
                engine.observe(spec.name(), signal, now, this::record);
            }
        }

        /** Carries out the pre-emptions, as the gateway does: each cancelled attempt is requeued. */
        private void obey() {
            while (!unhandled.isEmpty()) {
                if (unhandled.removeFirst() instanceof Decision.Preempt preempt && running.containsKey(preempt.id())) {
                    requeue(preempt.id(), false);
                }
            }
        }

        private void record(Decision decision) {
            assertThat(open).as("%s is about a request that is open", decision).containsKey(decision.id());
            switch (decision) {
                case Decision.Dispatch dispatch -> {
                    assertThat(available.get(dispatch.deployment())).isTrue();
                    assertThat(running.put(dispatch.id(), dispatch))
                            .as("runs once")
                            .isNull();
                }
                case Decision.Refuse refuse -> {
                    assertThat(running).doesNotContainKey(refuse.id());
                    gone(refuse.id());
                }
                case Decision.Preempt preempt -> {
                    Decision.Dispatch victim = running.get(preempt.id());
                    assertThat(victim != null && victim.servedTier().scavenger())
                            .isTrue();
                    assertThat(mayRestart(preempt.id())).isTrue();
                    assertThat(preempt.producedTokens()).isEqualTo(produced.getOrDefault(preempt.id(), 0));
                    assertThat(preemptions.merge(preempt.id(), 1, Integer::sum)).isLessThanOrEqualTo(3);
                }
            }
            unhandled.add(decision);
        }

        private void gone(long id) {
            assertThat(ended.add(id)).as("request %s ends once", id).isTrue();
            open.remove(id);
            running.remove(id);
            produced.remove(id);
        }

        private void check() {
            PoolSnapshot snapshot = engine.snapshot(now);
            assertThat(snapshot.open()).isEqualTo(open.size());
            assertThat(snapshot.tiers().stream()
                            .mapToInt(PoolSnapshot.Tier::running)
                            .sum())
                    .isEqualTo(running.size());
            for (DeploymentSpec spec : specs) {
                List<Decision.Dispatch> here = running.values().stream()
                        .filter(dispatch -> dispatch.deployment().equals(spec.name()))
                        .toList();
                long urgent = here.stream()
                        .filter(dispatch -> dispatch.servedTier().latencySensitive())
                        .count();
                long scavengers = here.stream()
                        .filter(dispatch -> dispatch.servedTier().scavenger())
                        .count();
                long standard = here.size() - urgent - scavengers;
                assertThat(spec.yields() ? 0 : here.size()).isLessThanOrEqualTo(spec.slots());
                assertThat(List.of(urgent, standard, scavengers)).allMatch(count -> count <= spec.slots());
            }
            for (PoolSnapshot.Reservation reservation : snapshot.reservations()) {
                assertThat(reservation.inputTokens()).isLessThanOrEqualTo((double) reservation.inputPerMinute());
                assertThat(reservation.outputTokens()).isLessThanOrEqualTo((double) reservation.outputPerMinute());
            }
            assertEntitledWorkWaitsOnlyWithoutSlots(snapshot);
        }

        /** Nothing else runs on a deployment with a free slot that the waiting entitled request could have had. */
        private void assertEntitledWorkWaitsOnlyWithoutSlots(PoolSnapshot snapshot) {
            if (snapshot.tier(ServiceTier.RESERVED).queued() > 0) {
                boolean idle = Arrays.stream(new String[] {"a", "b", "c"})
                        .allMatch(name -> running.values().stream()
                                .noneMatch(dispatch -> dispatch.deployment().equals(name)));
                boolean neverReported = snapshot.deployments().stream().allMatch(each -> each.saturation() == 0);
                assertThat(idle && neverReported && available.values().stream().allMatch(up -> up))
                        .as("entitled work waits beside an idle pool")
                        .isFalse();
            }
        }

        private void finish() {
            specs.forEach(spec -> {
                available.put(spec.name(), true);
                engine.available(spec.name(), true, now, this::record);
            });
            for (int round = 0; round < 1_000 && !open.isEmpty(); round++) {
                now += SECOND;
                engine.advance(now, this::record);
                obey();
                List.copyOf(running.keySet()).forEach(this::complete);
                obey();
            }
        }

        private void checkNothingIsLeft() {
            assertThat(open).isEmpty();
            assertThat(ended).hasSize((int) ids);
            PoolSnapshot snapshot = engine.snapshot(now);
            assertThat(snapshot.open()).isZero();
            snapshot.tiers().forEach(tier -> assertThat(tier.queuedTokens()).isZero());
            snapshot.deployments().forEach(each -> {
                assertThat(each.running()).isZero();
                assertThat(each.kvTokens()).isZero();
            });
            snapshot.reservations().forEach(each -> assertThat(each.openHolds()).isZero());
            assertThat(engine.nextWakeupNanos()).isEqualTo(Long.MAX_VALUE);
        }

        private Optional<Long> pick(Set<Long> ids) {
            return ids.isEmpty()
                    ? Optional.empty()
                    : ids.stream().sorted().skip(random.nextInt(ids.size())).findFirst();
        }
    }
}
