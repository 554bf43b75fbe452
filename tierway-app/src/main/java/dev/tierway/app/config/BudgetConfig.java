package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.UnpricedPolicy;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may be spent.
 *
 * @param owner whose requests it counts
 * @param period over which time
 * @param limitNanos the hard stop in nano-dollars
 */
public record BudgetConfig(String name, Owner owner, BudgetPeriod period, long limitNanos, Terms terms) {
    /**
     * Whose requests; those of the whole organisation when nothing is given.
     *
     * @param key the first 12 hexadecimal digits of the key's SHA-256
     * @param escalated only requests that run in a better tier than their own
     */
    public record Owner(Optional<String> project, Optional<String> key, Optional<String> useCase, boolean escalated) {
        static Owner from(ConfigReader reader) {
            return new Owner(
                    reader.optional("project", ConfigFormats.TEXT),
                    reader.optional("key", KEY_ID),
                    reader.optional("use_case", ConfigFormats.TEXT),
                    false);
        }

        static Owner project(String name) {
            return new Owner(Optional.of(name), Optional.empty(), Optional.empty(), false);
        }

        Owner withUseCase(String name) {
            return new Owner(project, key, Optional.of(name), escalated);
        }

        Owner onlyEscalated() {
            return new Owner(project, key, useCase, true);
        }
    }

    /**
     * What else is agreed.
     *
     * @param alertAt soft thresholds in whole percent of the limit
     * @param maxRequestNanos most that one request may be estimated to cost
     * @param unpriced what happens to a request whose model has no price
     */
    public record Terms(List<Integer> alertAt, Optional<Long> maxRequestNanos, UnpricedPolicy unpriced) {
        static final List<Integer> ALERT_AT = List.of(80, 100);

        public Terms {
            alertAt = List.copyOf(alertAt);
        }

        static Terms from(ConfigReader reader) {
            List<Integer> thresholds = reader.list("alert_at", Formats.WHOLE_PERCENT);
            return new Terms(
                    thresholds.isEmpty() ? ALERT_AT : thresholds,
                    reader.optional("max_request", Formats.POSITIVE_MONEY),
                    reader.or("unpriced", UNPRICED, UnpricedPolicy.REFUSE));
        }
    }

    static final ZoneId ZONE = ZoneId.of("UTC");

    private static final ConfigFormat<UnpricedPolicy> UNPRICED =
            ConfigFormats.oneOf(Map.of("refuse", UnpricedPolicy.REFUSE, "serve", UnpricedPolicy.SERVE));

    private static final ConfigFormat<BudgetPeriod.Unit> UNIT = ConfigFormats.oneOf(
            Map.of("day", BudgetPeriod.Unit.DAY, "week", BudgetPeriod.Unit.WEEK, "month", BudgetPeriod.Unit.MONTH));

    private static final ConfigFormat<Duration> WINDOW = ConfigFormats.DURATION.where(
            "a duration from 1m to 366d, like 24h",
            it -> it.compareTo(Duration.ofMinutes(1)) >= 0 && it.compareTo(Duration.ofDays(366)) <= 0);

    private static final ConfigFormat<ZoneId> TIME_ZONE =
            new ConfigFormat<>("a time zone, like Europe/Berlin or UTC", ZONE, text -> {
                try {
                    return Optional.of(ZoneId.of(text));
                } catch (DateTimeException unknown) {
                    return Optional.empty();
                }
            });

    private static final ConfigFormat<String> KEY_ID = ConfigFormats.TEXT.where(
            "a key's id: the first 12 hexadecimal digits of its SHA-256",
            text -> text.length() == 12 && text.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0));

    /** A budget of its own, under {@code budgets}. */
    static BudgetConfig from(String name, ConfigReader reader) {
        BudgetConfig budget = new BudgetConfig(
                name,
                Owner.from(reader),
                period(reader),
                reader.required("limit", Formats.POSITIVE_MONEY),
                Terms.from(reader));
        budget.checkCap(reader);
        return budget;
    }

    private static BudgetPeriod period(ConfigReader reader) {
        Optional<BudgetPeriod.Unit> unit = reader.optional("period", UNIT);
        Optional<Duration> window = reader.optional("rolling", WINDOW);
        if (unit.isPresent() == window.isPresent()) {
            reader.problem(
                    "period", "a budget has either a 'period' of day, week or month, or a 'rolling' window like 24h");
        }
        ZoneId zone = reader.or("zone", TIME_ZONE, ZONE);
        return window.<BudgetPeriod>map(BudgetPeriod.Rolling::new)
                .orElseGet(() -> new BudgetPeriod.Calendar(unit.orElse(BudgetPeriod.Unit.MONTH), zone));
    }

    /**
     * The budgets in an owner's own {@code budget}: one for each of daily, weekly and monthly that is given.
     *
     * @param name what their names begin with
     */
    static List<BudgetConfig> own(String name, Owner owner, ConfigReader reader) {
        ZoneId zone = reader.or("zone", TIME_ZONE, ZONE);
        Terms terms = Terms.from(reader);
        List<BudgetConfig> budgets = new ArrayList<>();
        for (BudgetPeriod.Unit unit : BudgetPeriod.Unit.values()) {
            String key = switch (unit) {
                case DAY -> "daily";
                case WEEK -> "weekly";
                case MONTH -> "monthly";
            };
            reader.optional(key, Formats.POSITIVE_MONEY)
                    .ifPresent(limit -> budgets.add(new BudgetConfig(
                            name + "-" + key, owner, new BudgetPeriod.Calendar(unit, zone), limit, terms)));
        }
        if (budgets.isEmpty()) {
            reader.problem("monthly", "a 'budget' has at least one of 'daily', 'weekly' and 'monthly'");
        }
        budgets.stream().limit(1).forEach(budget -> budget.checkCap(reader));
        return budgets;
    }

    private void checkCap(ConfigReader reader) {
        if (limitNanos > 0 && terms.maxRequestNanos().orElse(0L) > limitNanos) {
            reader.problem("max_request", "'max_request' is above the budget's limit; lower it, or leave it out");
        }
    }
}
