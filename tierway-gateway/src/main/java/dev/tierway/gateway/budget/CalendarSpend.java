package dev.tierway.gateway.budget;

import dev.tierway.gateway.limit.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spend of calendar periods, each in an account of its own. A wall clock that steps over a boundary and back finds the
 * account it left, so no period's money is given out twice and none is locked by a clock that was ahead.
 */
final class CalendarSpend implements SpendWindow {
    /** Periods remembered, the last visited. */
    private static final int ACCOUNTS = 8;

    private static final class Account {
        private final BudgetPeriod.Span span;
        private long spent;

        private Account(BudgetPeriod.Span span) {
            this.span = span;
        }
    }

    private final BudgetPeriod.Calendar period;
    private final Map<Instant, Account> byStart = new LinkedHashMap<>(ACCOUNTS * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Instant, Account> eldest) {
            return size() > ACCOUNTS;
        }
    };
    private @Nullable Account current;

    CalendarSpend(BudgetPeriod.Calendar period) {
        this.period = period;
    }

    @Override
    public void add(long nanos, Moment now) {
        Account account = account(now.wall());
        account.spent = Math.addExact(account.spent, nanos);
    }

    @Override
    public long total(Moment now) {
        return account(now.wall()).spent;
    }

    @Override
    public BudgetPeriod.Span span(Moment now) {
        return account(now.wall()).span;
    }

    @Override
    public Duration untilFreed(long nanos, Moment now) {
        return Duration.between(now.wall(), account(now.wall()).span.end());
    }

    @Override
    public void restore(SpendQuery source, Moment now) {
        add(source.nanos(account(now.wall()).span), now);
    }

    private Account account(Instant wall) {
        Account account = current;
        if (account == null || !account.span.contains(wall)) {
            BudgetPeriod.Span span = period.at(wall);
            account = byStart.computeIfAbsent(span.start(), start -> new Account(span));
            current = account;
        }
        return account;
    }
}
