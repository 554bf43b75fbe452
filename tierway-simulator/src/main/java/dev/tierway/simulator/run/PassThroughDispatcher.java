package dev.tierway.simulator.run;

import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.SchedulingRequest;
import dev.tierway.scheduler.engine.TierReason;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The baseline of a gateway that leaves order to the engines: every request goes at once to the deployment in service with
 * the fewest requests of its tier or above, and waits there.
 */
public final class PassThroughDispatcher implements Dispatcher {
    private record Sent(SchedulingRequest request, String deployment) {}

    private final Map<String, Boolean> available = new LinkedHashMap<>();
    private final Map<Long, Sent> sent = new HashMap<>();

    public PassThroughDispatcher(List<DeploymentSpec> specs) {
        specs.forEach(spec -> available.put(spec.name(), true));
    }

    @Override
    public void submit(SchedulingRequest request, long now, Consumer<? super Decision> out) {
        String target = "";
        long fewest = Long.MAX_VALUE;
        for (Map.Entry<String, Boolean> deployment : available.entrySet()) {
            long ahead = deployment.getValue() ? ahead(request, deployment.getKey()) : Long.MAX_VALUE;
            if (ahead < fewest) {
                fewest = ahead;
                target = deployment.getKey();
            }
        }
        sent.put(request.id(), new Sent(request, target));
        out.accept(new Decision.Dispatch(request.id(), target, request.tier(), TierReason.REQUESTED, 0, 0, ""));
    }

    private long ahead(SchedulingRequest request, String deployment) {
        return sent.values().stream()
                .filter(other -> other.deployment().equals(deployment)
                        && !request.tier().outranks(other.request().tier()))
                .count();
    }

    @Override
    public void complete(long id, Usage usage, long now, Consumer<? super Decision> out) {
        sent.remove(id);
    }

    @Override
    public void cancel(long id, long now, Consumer<? super Decision> out) {
        sent.remove(id);
    }

    @Override
    public void requeue(long id, boolean deploymentAtFault, long now, Consumer<? super Decision> out) {
        Sent again = sent.remove(id);
        if (again != null) {
            submit(again.request(), now, out);
        }
    }

    @Override
    public void available(String deployment, boolean inService, long now, Consumer<? super Decision> out) {
        available.put(deployment, inService);
    }
}
