package dev.tierway.app.wiring;

import dev.tierway.app.config.ConfiguredLimits;
import dev.tierway.app.config.QuotaConfig;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.alert.Alert;
import dev.tierway.gateway.alert.AlertLog;
import dev.tierway.gateway.alert.AlertQueue;
import dev.tierway.gateway.alert.AlertWebhook;
import dev.tierway.gateway.alert.Alerts;
import dev.tierway.gateway.alert.ToldOnce;
import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.SpendSource;
import dev.tierway.gateway.limit.LimitBook;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Moment;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.quota.EnqueuedTokens;
import dev.tierway.gateway.quota.RateQuota;
import dev.tierway.gateway.quota.RateUnit;
import dev.tierway.gateway.webhook.WebhookClient;
import dev.tierway.gateway.webhook.WebhookTarget;
import dev.tierway.providers.transport.Reaper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Quotas, budgets and alerts as configured.
 *
 * @param gate where requests get their holds
 * @param opened what to close when the gateway stops
 */
record LimitParts(LimitGate gate, Alerts alerts, OpenedParts opened) implements AutoCloseable {
    /** Reserved work is outside of the shared quotas, batch work has its own pool. */
    private static final Set<ServiceTier> SHARED =
            Set.copyOf(EnumSet.of(ServiceTier.PRIORITY, ServiceTier.STANDARD, ServiceTier.FLEX));

    /**
     * What is known of the time before this start.
     *
     * @param alerts claims the id of an alert: false when it was told before
     */
    record Past(SpendSource spend, BiPredicate<String, Instant> alerts) {}

    static LimitParts of(TierwayConfig config, Past past, Reaper reaper, WallClock wall) {
        OpenedParts opened = new OpenedParts();
        List<Consumer<Alert>> receivers = new ArrayList<>();
        receivers.add(opened.add(new AlertQueue("log", new AlertLog())));
        for (WebhookTarget it : config.limits().alerts().webhooks().values()) {
            AlertWebhook webhook = opened.add(new AlertWebhook(new WebhookClient(it, 1, reaper, wall)));
            receivers.add(opened.add(new AlertQueue(it.name(), webhook)));
        }
        AlertQueue once = opened.add(new AlertQueue("once", new ToldOnce(past.alerts(), receivers)));
        Alerts alerts = new Alerts(config.limits().alerts().rules(), List.of(once));
        Ticker ticker = Ticker.system();
        LimitBook book = book(config, past.spend(), new Moment(ticker.nanos(), wall.now()));
        return new LimitParts(new LimitGate(book, new LimitLedger(ticker, wall, alerts)), alerts, opened);
    }

    /** Tells the alerts of every request, for their alarm on refusals. */
    Metering throttleWatch(WallClock wall) {
        return (record, endedNanos) -> {
            ServiceTier tier = record.requestedTier();
            if (tier != null) {
                alerts.request(record.model(), tier, record.throttled(), endedNanos, wall);
            }
        };
    }

    @Override
    public void close() {
        opened.close();
    }

    private static LimitBook book(TierwayConfig config, SpendSource spend, Moment now) {
        List<LimitBook.Entry> entries = new ArrayList<>();
        for (ConfiguredLimits.Quota quota : ConfiguredLimits.quotas(config)) {
            add(quota.scope(), quota.config(), entries);
        }
        for (BudgetSpec spec : ConfiguredLimits.budgets(config)) {
            Budget budget = new Budget(spec);
            budget.restore(spend, now);
            entries.add(new LimitBook.Entry(spec.scope(), Set.of(ServiceTier.values()), budget));
        }
        return new LimitBook(entries, perKey(config));
    }

    private static void add(LimitScope scope, QuotaConfig quota, List<LimitBook.Entry> entries) {
        rates(quota)
                .forEach((unit, rate) ->
                        entries.add(new LimitBook.Entry(scope, SHARED, new RateQuota(scope, unit, rate))));
        quota.batchEnqueuedTokens()
                .ifPresent(most -> entries.add(
                        new LimitBook.Entry(scope, Set.of(ServiceTier.BATCH), new EnqueuedTokens(scope, most))));
    }

    private static List<LimitBook.PerKey> perKey(TierwayConfig config) {
        List<LimitBook.PerKey> quotas = new ArrayList<>();
        ConfiguredLimits.quotasPerKey(config)
                .forEach((project, quota) -> rates(quota)
                        .forEach((unit, rate) -> quotas.add(
                                new LimitBook.PerKey(project, SHARED, scope -> new RateQuota(scope, unit, rate)))));
        return quotas;
    }

    private static Map<RateUnit, Long> rates(QuotaConfig quota) {
        Map<RateUnit, Long> rates = new EnumMap<>(RateUnit.class);
        quota.rpm().ifPresent(rate -> rates.put(RateUnit.REQUESTS, rate));
        quota.tpm().ifPresent(rate -> rates.put(RateUnit.TOKENS, rate));
        return rates;
    }
}
