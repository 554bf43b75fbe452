package dev.tierway.simulator.run;

import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.SchedulingRequest;
import dev.tierway.scheduler.engine.TierReason;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The plain baseline: one queue in order of arrival, the deployment with most free slots, no tiers, no deadlines. */
public final class FifoDispatcher implements Dispatcher {
    private static final class Deployment {
        final DeploymentSpec spec;
        boolean available = true;
        int running;

        Deployment(DeploymentSpec spec) {
            this.spec = spec;
        }

        int free() {
            return available ? spec.slots() - running : 0;
        }
    }

    private record Entry(SchedulingRequest request, long arrivedNanos) {}

    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<Long, Deployment> running = new HashMap<>();
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();

    public FifoDispatcher(List<DeploymentSpec> specs) {
        specs.forEach(spec -> deployments.put(spec.name(), new Deployment(spec)));
    }

    @Override
    public void submit(SchedulingRequest request, long now, Consumer<? super Decision> out) {
        Entry entry = new Entry(request, now);
        entries.put(request.id(), entry);
        queue.addLast(entry);
        dispatch(now, out);
    }

    @Override
    public void complete(long id, Usage usage, long now, Consumer<? super Decision> out) {
        end(id);
        dispatch(now, out);
    }

    @Override
    public void cancel(long id, long now, Consumer<? super Decision> out) {
        end(id);
        dispatch(now, out);
    }

    @Override
    public void requeue(long id, boolean deploymentAtFault, long now, Consumer<? super Decision> out) {
        Entry entry = entries.get(id);
        if (release(id) && entry != null) {
            queue.addFirst(entry);
        }
        dispatch(now, out);
    }

    @Override
    public void available(String deployment, boolean available, long now, Consumer<? super Decision> out) {
        Deployment known = deployments.get(deployment);
        if (known != null) {
            known.available = available;
        }
        dispatch(now, out);
    }

    private void end(long id) {
        Entry entry = entries.remove(id);
        if (!release(id) && entry != null) {
            queue.removeFirstOccurrence(entry);
        }
    }

    private boolean release(long id) {
        Deployment deployment = running.remove(id);
        if (deployment == null) {
            return false;
        }
        deployment.running--;
        return true;
    }

    private void dispatch(long now, Consumer<? super Decision> out) {
        for (Deployment target = freest(); target != null && !queue.isEmpty(); target = freest()) {
            Entry entry = queue.removeFirst();
            SchedulingRequest request = entry.request();
            target.running++;
            running.put(request.id(), target);
            out.accept(new Decision.Dispatch(
                    request.id(),
                    target.spec.name(),
                    request.tier(),
                    TierReason.REQUESTED,
                    now - entry.arrivedNanos(),
                    0,
                    ""));
        }
    }

    private @Nullable Deployment freest() {
        Deployment best = null;
        for (Deployment deployment : deployments.values()) {
            if (deployment.free() > (best == null ? 0 : best.free())) {
                best = deployment;
            }
        }
        return best;
    }
}
