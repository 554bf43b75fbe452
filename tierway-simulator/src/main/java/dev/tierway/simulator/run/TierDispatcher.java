package dev.tierway.simulator.run;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.Activity;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.DeploymentSignal;
import dev.tierway.scheduler.engine.PoolSnapshot;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.engine.SchedulingRequest;
import dev.tierway.scheduler.pace.BatchPace;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The production scheduler.
 *
 * @param batches paces them; null leaves them to the policy's minimum share
 */
public record TierDispatcher(
        SchedulerEngine scheduler, @Nullable BatchPace batches) implements Dispatcher {
    @Override
    public void pace(List<BatchPace.Commitment> open, long now, Consumer<? super Decision> out) {
        double floor = batches == null
                ? 0
                : batches.floor(open, scheduler.snapshot(now).tokensPerSecond(), now);
        scheduler.floor(ServiceTier.BATCH, floor, now, out);
    }

    @Override
    public void submit(SchedulingRequest request, long now, Consumer<? super Decision> out) {
        scheduler.submit(request, now, out);
    }

    @Override
    public void firstByte(long id, long now) {
        scheduler.firstByte(id, now);
    }

    @Override
    public void progress(long id, int outputTokens, long now) {
        scheduler.progress(id, outputTokens, now);
    }

    @Override
    public void complete(long id, Usage usage, long now, Consumer<? super Decision> out) {
        scheduler.complete(id, usage, now, out);
    }

    @Override
    public void cancel(long id, long now, Consumer<? super Decision> out) {
        scheduler.cancel(id, now, out);
    }

    @Override
    public void requeue(long id, boolean deploymentAtFault, long now, Consumer<? super Decision> out) {
        scheduler.requeue(id, deploymentAtFault, now, out);
    }

    @Override
    public void observe(String deployment, DeploymentSignal signal, long now, Consumer<? super Decision> out) {
        scheduler.observe(deployment, signal, now, out);
    }

    @Override
    public void available(String deployment, boolean available, long now, Consumer<? super Decision> out) {
        scheduler.available(deployment, available, now, out);
    }

    @Override
    public void advance(long now, Consumer<? super Decision> out) {
        scheduler.advance(now, out);
    }

    @Override
    public void reservation(ReservationSpec spec, Activity activity, long now, Consumer<? super Decision> out) {
        scheduler.reservation(spec, activity, now, out);
    }

    @Override
    public List<PoolSnapshot.Reservation> reservations(long now) {
        return scheduler.snapshot(now).reservations();
    }

    @Override
    public long nextWakeupNanos() {
        return scheduler.nextWakeupNanos();
    }
}
