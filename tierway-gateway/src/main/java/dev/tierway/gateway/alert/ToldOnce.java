package dev.tierway.gateway.alert;

import dev.tierway.core.failure.FailureException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Passes on what nobody has told before: neither this gateway before a restart nor another one. Waits for the memory, so
 * give it a queue. An alert whose memory cannot be asked is passed on: rather twice than never. Thread-safe.
 */
public final class ToldOnce implements Consumer<Alert> {
    private static final System.Logger LOG = System.getLogger(ToldOnce.class.getName());

    private final BiPredicate<String, Instant> memory;
    private final List<Consumer<Alert>> receivers;

    /** @param memory claims the id of an alert: false when it was claimed before */
    public ToldOnce(BiPredicate<String, Instant> memory, List<Consumer<Alert>> receivers) {
        this.memory = memory;
        this.receivers = List.copyOf(receivers);
    }

    @Override
    public void accept(Alert alert) {
        if (isNew(alert)) {
            receivers.forEach(receiver -> receiver.accept(alert));
        }
    }

    private boolean isNew(Alert alert) {
        try {
            return memory.test(alert.id(), alert.at());
        } catch (FailureException unknown) {
            LOG.log(
                    Level.WARNING,
                    "whether an alert was told before is not known: {0}",
                    unknown.failure().message());
            return true;
        }
    }
}
