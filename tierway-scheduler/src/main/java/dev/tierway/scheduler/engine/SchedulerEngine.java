package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one pool who is served next, where and in which tier.
 *
 * <p>Pure: every method maps (state, event, now) to decisions handed to {@code out} before it returns; it reads no
 * clock, starts no thread and takes randomness from its constructor. Not thread-safe: the caller holds one lock per
 * pool. {@code now} is nanoseconds of the pool's ticker and should not go back. {@code out} must not call the engine.
 *
 * <p>A request ends exactly once: by a {@link Decision.Refuse}, by {@link #complete} or by {@link #cancel}. Events
 * about a request that has ended are ignored, because they race with its end.
 */
public final class SchedulerEngine {
    private final Map<String, Backend> backends = new LinkedHashMap<>();
    private final Map<Long, Ticket> tickets = new HashMap<>();
    private final TreeSet<Ticket> queue = new TreeSet<>(Comparator.<Ticket, ServiceTier>comparing(ticket -> ticket.tier)
            .thenComparingLong(ticket -> ticket.sequence));
    private long sequence;

    public SchedulerEngine(
            PoolPolicy policy,
            List<DeploymentSpec> deployments,
            List<ReservationSpec> reservations,
            Map<String, Double> projectWeights,
            RandomGenerator random) {
        deployments.forEach(spec -> backends.put(spec.name(), new Backend(spec)));
    }

    /** A new request. It is dispatched, refused or left waiting. */
    public void submit(SchedulingRequest request, long now, Consumer<? super Decision> out) {
        Ticket ticket = new Ticket(request, sequence++, now);
        if (tickets.putIfAbsent(request.id(), ticket) != null) {
            throw new IllegalArgumentException("request " + request.id() + " is already in the pool");
        }
        queue.add(ticket);
        pump(now, out);
    }

    /** The running attempt sent its first byte. */
    public void firstByte(long id, long now) {}

    /** The running attempt has produced {@code outputTokens} in all so far. */
    public void progress(long id, int outputTokens, long now) {}

    /** The request ended and used {@code usage}. */
    public void complete(long id, Usage usage, long now, Consumer<? super Decision> out) {
        cancel(id, now, out);
    }

    /** The caller gave up; what the attempt has reported so far is charged. */
    public void cancel(long id, long now, Consumer<? super Decision> out) {
        Ticket ticket = tickets.remove(id);
        if (ticket != null) {
            queue.remove(ticket);
            ticket.release();
            pump(now, out);
        }
    }

    /**
     * The attempt failed before its first byte, or was pre-empted: the request waits again, at its old place.
     *
     * @param deploymentAtFault excludes the deployment for the rest of this request
     */
    public void requeue(long id, boolean deploymentAtFault, long now, Consumer<? super Decision> out) {
        Ticket ticket = tickets.get(id);
        if (ticket != null && ticket.backend != null) {
            ticket.release();
            queue.add(ticket);
            pump(now, out);
        }
    }

    /** A deployment's own report. */
    public void observe(String deployment, DeploymentSignal signal, long now, Consumer<? super Decision> out) {
        pump(now, out);
    }

    /** A deployment went out of service or came back; attempts that run on it are not touched. */
    public void available(String deployment, boolean available, long now, Consumer<? super Decision> out) {
        backend(deployment).available = available;
        pump(now, out);
    }

    /** The truth about a deployment's size changed. */
    public void resize(String deployment, DeploymentSpec spec, long now, Consumer<? super Decision> out) {
        backend(deployment).spec = spec;
        pump(now, out);
    }

    /** Time passed: deadlines, refills and floors are looked at again. */
    public void advance(long now, Consumer<? super Decision> out) {
        for (Ticket ticket : List.copyOf(queue)) {
            if (ticket.request.deadlineNanos() <= now) {
                queue.remove(ticket);
                tickets.remove(ticket.request.id());
                out.accept(new Decision.Refuse(ticket.request.id(), RefusalReason.DEADLINE_PASSED, 0));
            }
        }
        pump(now, out);
    }

    /** When {@link #advance} is next due; {@link Long#MAX_VALUE} when nothing is pending. */
    public long nextWakeupNanos() {
        return queue.stream()
                .mapToLong(ticket -> ticket.request.deadlineNanos())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    public PoolSnapshot snapshot(long now) {
        List<PoolSnapshot.Tier> tiers = new ArrayList<>();
        for (ServiceTier tier : ServiceTier.values()) {
            int queued =
                    (int) queue.stream().filter(ticket -> ticket.tier == tier).count();
            int open = (int) tickets.values().stream()
                    .filter(ticket -> ticket.tier == tier)
                    .count();
            tiers.add(new PoolSnapshot.Tier(tier, queued, 0, open - queued, 0, 0));
        }
        List<PoolSnapshot.Deployment> deployments = new ArrayList<>();
        backends.forEach((name, backend) -> deployments.add(new PoolSnapshot.Deployment(
                name,
                backend.available,
                backend.running,
                backend.spec.slots(),
                0,
                (double) backend.running / backend.spec.slots())));
        return new PoolSnapshot(tiers, deployments, List.of());
    }

    private Backend backend(String name) {
        Backend backend = backends.get(name);
        if (backend == null) {
            throw new IllegalArgumentException("no deployment " + name + " in this pool: " + backends.keySet());
        }
        return backend;
    }

    private void pump(long now, Consumer<? super Decision> out) {
        for (Backend backend : backends.values()) {
            while (backend.available && backend.running < backend.spec.slots() && !queue.isEmpty()) {
                Ticket ticket = queue.removeFirst();
                ticket.backend = backend;
                backend.running++;
                out.accept(new Decision.Dispatch(
                        ticket.request.id(),
                        backend.spec.name(),
                        ticket.tier,
                        TierReason.REQUESTED,
                        now - ticket.arrival,
                        0));
            }
        }
    }

    private static final class Backend {
        private DeploymentSpec spec;
        private boolean available = true;
        private int running;

        private Backend(DeploymentSpec spec) {
            this.spec = spec;
        }
    }

    private static final class Ticket {
        private final SchedulingRequest request;
        private final ServiceTier tier;
        private final long sequence;
        private final long arrival;
        private @Nullable Backend backend;

        private Ticket(SchedulingRequest request, long sequence, long arrival) {
            this.request = request;
            this.tier = request.tier();
            this.sequence = sequence;
            this.arrival = arrival;
        }

        private void release() {
            if (backend != null) {
                backend.running--;
                backend = null;
            }
        }
    }
}
