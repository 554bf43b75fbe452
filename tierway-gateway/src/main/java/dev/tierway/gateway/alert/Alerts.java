package dev.tierway.gateway.alert;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetReading;
import dev.tierway.gateway.limit.Limit;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.Moment;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Watches budgets and refusals and tells every listener once of what is worth it. Thread-safe; never fails a request, and
 * never waits as long as the listeners do not: give it {@link AlertQueue}s.
 */
public final class Alerts implements LimitLedger.Listener {
    private static final System.Logger LOG = System.getLogger(Alerts.class.getName());
    private static final int REMEMBERED = 10_000;

    private final AlertRules rules;
    private final List<Consumer<Alert>> listeners;
    private final Set<String> told = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });
    private final ConcurrentHashMap<String, BudgetWatch> budgets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Lane, ThrottleWatch> lanes = new ConcurrentHashMap<>();

    private record Lane(String model, ServiceTier tier) {}

    public Alerts(AlertRules rules, List<Consumer<Alert>> listeners) {
        this.rules = rules;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void used(Limit limit, Moment now) {
        if (limit instanceof Budget budget) {
            observe(budget.reading(now));
        }
    }

    /** Looks at a budget after it was drawn on. */
    public void observe(BudgetReading reading) {
        try {
            BudgetWatch watch = watch(reading);
            List<Alert> alerts;
            synchronized (watch) {
                alerts = watch.observe(reading);
            }
            alerts.forEach(this::tell);
        } catch (RuntimeException defect) {
            LOG.log(Level.ERROR, "a budget could not be watched", defect);
        }
    }

    /** Where a budget's calendar period is heading. */
    public Forecast forecast(BudgetReading reading) {
        BudgetWatch watch = watch(reading);
        synchronized (watch) {
            return watch.forecast(reading);
        }
    }

    /**
     * Counts a request for {@code model} that asked for {@code tier}, and whether it was turned away with 429.
     *
     * @param wall looked at when there is something to tell
     */
    public void request(String model, ServiceTier tier, boolean throttled, long nanos, WallClock wall) {
        try {
            ThrottleWatch watch = lanes.computeIfAbsent(new Lane(model, tier), lane -> new ThrottleWatch(rules));
            ThrottleWatch.Change change;
            double share;
            synchronized (watch) {
                change = watch.request(throttled, nanos);
                share = watch.share(nanos);
            }
            if (change != ThrottleWatch.Change.NONE) {
                boolean begins = change == ThrottleWatch.Change.BEGAN;
                Instant at = wall.now();
                String id = "throttling/" + model + "/" + tier.wireName() + "/" + at + "/" + begins;
                tell(new Alert.Throttling(id, model, tier, share, begins, at));
            }
        } catch (RuntimeException defect) {
            LOG.log(Level.ERROR, "refusals could not be watched", defect);
        }
    }

    private BudgetWatch watch(BudgetReading reading) {
        return budgets.computeIfAbsent(
                reading.spec().name(), name -> new BudgetWatch(reading.spec().period(), rules.burnRate()));
    }

    private void tell(Alert alert) {
        synchronized (told) {
            if (!told.add(alert.id())) {
                return;
            }
        }
        listeners.forEach(listener -> listener.accept(alert));
    }
}
