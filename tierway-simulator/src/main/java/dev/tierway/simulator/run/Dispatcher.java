package dev.tierway.simulator.run;

import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.Activity;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.DeploymentSignal;
import dev.tierway.scheduler.engine.PoolSnapshot;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulingRequest;
import dev.tierway.scheduler.pace.BatchPace;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who is served next and where: the production scheduler, or a baseline that it is compared with.
 *
 * <p>The methods are the events of a request's life; decisions come out through {@code out}, also about other requests.
 * Those that a baseline does not care about do nothing.
 */
public interface Dispatcher {
    void submit(SchedulingRequest request, long now, Consumer<? super Decision> out);

    default void firstByte(long id, long now) {}

    default void progress(long id, int outputTokens, long now) {}

    void complete(long id, Usage usage, long now, Consumer<? super Decision> out);

    void cancel(long id, long now, Consumer<? super Decision> out);

    void requeue(long id, boolean deploymentAtFault, long now, Consumer<? super Decision> out);

    default void observe(String deployment, DeploymentSignal signal, long now, Consumer<? super Decision> out) {}

    void available(String deployment, boolean available, long now, Consumer<? super Decision> out);

    default void advance(long now, Consumer<? super Decision> out) {}

    /** What is left of batches, and until when; told every few seconds while there are any. */
    default void pace(List<BatchPace.Commitment> open, long now, Consumer<? super Decision> out) {}

    default void reservation(ReservationSpec spec, Activity activity, long now, Consumer<? super Decision> out) {}

    /** The pool's reservations as they are now; none where nobody honours them. */
    default List<PoolSnapshot.Reservation> reservations(long now) {
        return List.of();
    }

    /** When {@link #advance} is next needed; {@link Long#MAX_VALUE} when nothing is pending. */
    default long nextWakeupNanos() {
        return Long.MAX_VALUE;
    }
}
