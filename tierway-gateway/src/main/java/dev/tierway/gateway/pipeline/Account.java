package dev.tierway.gateway.pipeline;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.LimitHold;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.limit.Placement;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One request's account: what is held on its quotas and budgets while it runs, and what it costs. It is settled or given
 * back exactly once. Confined to the request's thread.
 */
final class Account implements AutoCloseable {
    private final Accounting accounting;
    private final Caller asked;
    private final Instant ofUse;
    private final Usage expected;
    private final Patience patience;

    private ServiceTier served;
    private LimitHold hold;
    private long tokensHeld;

    /**
     * What an account is opened for.
     *
     * @param better tier that the caller is escalated to; the account opens in it if there is room at once
     * @param expected prompt and likely output
     * @param patience how long to wait for the holds of others to end
     */
    record Opening(Caller caller, Optional<ServiceTier> better, Usage expected, Patience patience) {}

    Account(Accounting accounting, Opening opening, Instant ofUse) {
        this.accounting = accounting;
        this.asked = opening.caller();
        this.ofUse = ofUse;
        this.expected = opening.expected();
        this.patience = opening.patience();
        served = opening.better().orElse(asked.tier());
        LimitHold better = opening.better().isEmpty() ? null : heldOrNot(asked.escalatedTo(served));
        if (better != null) {
            hold = better;
        } else {
            served = asked.tier();
            hold = accounting.limits().place(asked, draw(1, expected), patience).orThrow();
        }
        tokensHeld = expected.total();
    }

    private @Nullable LimitHold heldOrNot(Caller escalated) {
        return switch (accounting.limits().place(escalated, draw(1, expected), Patience.none())) {
            case Placement.Admitted(var held) -> held;
            case Placement.Refused _ -> null;
        };
    }

    /** The tier whose limits and price hold now. */
    ServiceTier served() {
        return served;
    }

    /** Whether that is a better tier than the caller's own. */
    boolean escalated() {
        return served != asked.tier();
    }

    /** The caller's own tier serves it after all; waits for room as when it was opened, and throws when there is none. */
    void toOwnTier() {
        move(asked.tier(), patience);
    }

    /** The client left: ends the wait for room. From any thread. */
    void abandon() {
        patience.abandon();
    }

    /**
     * The tier that is to serve the request. When it differs, the hold moves to what that tier draws on, at its price;
     * throws when there is no room, before anything is sent.
     */
    void servedIn(ServiceTier tier) {
        if (tier != served) {
            move(tier, Patience.none());
        }
    }

    private void move(ServiceTier tier, Patience waiting) {
        long requests = served == ServiceTier.RESERVED ? 1 : 0;
        hold.close();
        served = tier;
        hold = accounting
                .limits()
                .place(asked.servedAs(tier), draw(requests, expected), waiting)
                .orThrow();
    }

    /** So much output has come. */
    void progress(long outputTokens) {
        if (outputTokens > expected.output()) {
            Usage seen = Usage.of(expected.inputUncached(), expected.cacheRead(), outputTokens);
            hold.growTo(draw(hold.held().requests(), seen));
            tokensHeld = Math.max(tokensHeld, seen.total());
        }
    }

    /** What {@code usage} costs in the tier that serves the request. */
    Charge charge(Usage usage) {
        return accounting.charge(asked, served, usage, ofUse);
    }

    /** Replaces the hold by what was used, at its {@link #charge}; returns the tokens that quotas count. */
    long settle(Usage used, Charge cost) {
        Draw draw = draw(hold.held().requests(), used, cost);
        hold.post(draw);
        return draw.tokens();
    }

    /** Most tokens held at a time. */
    long tokensHeld() {
        return tokensHeld;
    }

    private Draw draw(long requests, Usage usage) {
        return draw(requests, usage, charge(usage));
    }

    private static Draw draw(long requests, Usage usage, Charge cost) {
        return Draw.used(
                requests,
                usage,
                switch (cost) {
                    case Charge.Priced priced -> OptionalLong.of(priced.nanos());
                    case Charge.Unpriced _ -> OptionalLong.empty();
                });
    }

    /** Gives everything back unless it was settled. */
    @Override
    public void close() {
        hold.close();
    }
}
