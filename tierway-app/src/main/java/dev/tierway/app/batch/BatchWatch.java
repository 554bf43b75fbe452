package dev.tierway.app.batch;

import dev.tierway.app.cli.UsageException;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Follows a batch to its end, seldom asking one that takes long, and through times in which its gateway does not answer.
 * Confined to one thread.
 */
final class BatchWatch {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Restarts and short outages go by in this time; the batch itself waits longer. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(15);

    private final BatchApi api;
    private final StopRequest stop;
    private final RunView view;
    private final Ticker ticker;
    private Duration pause = FIRST_PAUSE;
    private boolean cancelled;
    private boolean away;
    private long awaySinceNanos;

    BatchWatch(BatchApi api, StopRequest stop, RunView view, Ticker ticker) {
        this.api = api;
        this.stop = stop;
        this.view = view;
        this.ticker = ticker;
    }

    /**
     * The batch once it has ended, which it is made to as soon as that is asked.
     *
     * @throws FailureException when the gateway stays away too long
     */
    BatchState toEnd(String id) {
        while (true) {
            BatchState state = ask(id);
            if (state != null) {
                view.state(state);
                if (state.ended()) {
                    return state;
                }
            }
            if (!stop.asked() || cancelled) {
                pause(id);
            }
        }
    }

    /** Null when there is no answer now. */
    private @Nullable BatchState ask(String id) {
        try {
            BatchState state = stop.asked() && !cancelled ? cancel(id) : api.find(id);
            if (away) {
                view.note("the gateway answers again");
                away = false;
            }
            return state;
        } catch (FailureException noAnswer) {
            if (!away) {
                away = true;
                awaySinceNanos = ticker.nanos();
                view.note(noAnswer.failure().message() + "; the batch goes on once the gateway does");
            } else if (ticker.nanos() - awaySinceNanos > LONGEST_OUTAGE.toNanos()) {
                throw leaving(id, noAnswer.failure().message());
            }
            if (stop.asked()) {
                throw leaving(
                        id,
                        "the batch could not be cancelled: "
                                + noAnswer.failure().message());
            }
            return null;
        }
    }

    private BatchState cancel(String id) {
        BatchState state;
        try {
            state = api.cancel(id);
            view.note("cancelling " + id + "; what has run is kept. Once more leaves without its results");
        } catch (UsageException endedMeanwhile) {
            state = api.find(id);
        }
        cancelled = true;
        pause = FIRST_PAUSE;
        return state;
    }

    private void pause(String id) {
        try {
            stop.pause(pause);
        } catch (InterruptedException left) {
            Thread.currentThread().interrupt();
            throw leaving(id, "interrupted");
        }
        Duration longer = pause.plus(pause.dividedBy(4));
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    private static FailureException leaving(String id, String why) {
        return Failure.of(
                        FailureKind.UPSTREAM_FAILED,
                        "gateway_failed",
                        why + "; take the batch up again with 'tierway batch follow " + id + "'")
                .toException();
    }
}
