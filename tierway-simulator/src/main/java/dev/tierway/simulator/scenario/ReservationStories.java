package dev.tierway.simulator.scenario;

import static dev.tierway.core.tier.ServiceTier.BATCH;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.RESERVED;
import static dev.tierway.core.tier.ServiceTier.STANDARD;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindowParser;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.TierReason;
import dev.tierway.simulator.report.ReservedFigures;
import dev.tierway.simulator.run.Change;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.server.Condition;
import dev.tierway.simulator.workload.ArrivalProcess;
import dev.tierway.simulator.workload.Lengths;
import dev.tierway.simulator.workload.PromptPrefixes;
import dev.tierway.simulator.workload.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reserved work at, above and outside of what was bought. */
final class ReservationStories {
    private static final String SHOP = "shop-reservation";

    private ReservationStories() {}

    static List<Scenario> all() {
        return List.of(usedUp(), surge(), windowOpensAndCloses(), cachedPrefixStretches());
    }

    private static Scenario usedUp() {
        Loads loads = Loads.vllm();
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(
                                loads.poisson("shop", RESERVED, 0.5),
                                loads.poisson("checkout", PRIORITY, 0.1),
                                loads.poisson("chat", STANDARD, 0.2),
                                loads.poisson("nightly", BATCH, 0.4)),
                        Phases.seconds(60, 600, 60))
                .reserving(OverloadStories.reservation(loads, "shop", 0.25, SpillPolicy.STANDARD));
        return Scenario.of(
                "reservation_used_up",
                "The owner asks for twice what it has reserved: all of the entitlement is used, and the rest is moved to"
                        + " standard before anything is sent.",
                setting,
                fullyUsed(),
                movedFirst(),
                waitsInside(100),
                lost());
    }

    private static Scenario surge() {
        Loads loads = Loads.vllm();
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(
                                Traffic.of(
                                        "shop", RESERVED, ArrivalProcess.bursty(loads.rate(0.6), 4), loads.lengths()),
                                loads.poisson("chat", STANDARD, 0.2),
                                loads.poisson("nightly", BATCH, 0.4)),
                        Phases.seconds(60, 300, 120))
                .reserving(OverloadStories.reservation(loads, "shop", 0.2, SpillPolicy.FLEX))
                .changing(
                        new Change.Behaves(Duration.ofMinutes(2), "vllm-1", new Condition.Unavailable()),
                        new Change.Behaves(Duration.ofMinutes(3), "vllm-1", new Condition.Healthy()));
        return Scenario.of(
                "reservation_surge",
                "Bursts of three times the reservation, while one of four engines turns requests away for a minute: what"
                        + " is above goes to flex before anything is sent, and what is inside stays reserved when an"
                        + " attempt fails.",
                setting,
                fullyUsed(),
                movedFirst(),
                waitsInside(500),
                lost());
    }

    private static Scenario windowOpensAndCloses() {
        Loads loads = Loads.vllm();
        Reservation office = new Reservation(
                SHOP,
                "assistant",
                List.of("shop"),
                loads.inputTokensPerMinute(0.4),
                loads.outputTokensPerMinute(0.4),
                new Schedule(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(CalendarWindowParser.parse("mon-fri 08:00-08:03 Europe/Berlin"))),
                CapacityPrice.FREE,
                BurndownRates.DEFAULT,
                SpillPolicy.STANDARD,
                SpillPolicy.STANDARD.usualOverrides());
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(
                                loads.poisson("shop", RESERVED, 0.3),
                                loads.poisson("chat", STANDARD, 1.0),
                                loads.poisson("nightly", BATCH, 0.4)),
                        Phases.seconds(60, 300, 120))
                .reserving(Instant.parse("2026-11-23T06:58:00Z"), office);
        return Scenario.of(
                "window_opens_and_closes",
                "A reservation for the office hours, here three minutes long, opens and closes on a pool that is overloaded:"
                        + " inside the hours its owner does not wait, outside it waits as standard.",
                setting,
                Goal.atMost(
                        0,
                        "requests moved for another reason than the hour",
                        runs -> shop(runs).moved() - shop(runs).elsewhere().getOrDefault(TierReason.OUTSIDE_WINDOW, 0)),
                Goal.atLeast(
                        0.55,
                        "share served inside, of 60 % that came in the hours",
                        runs -> (double) shop(runs).inside()
                                / runs.tierway(RESERVED).offered()),
                movedFirst(),
                waitsInside(500));
    }

    private static Scenario cachedPrefixStretches() {
        Loads loads = Loads.vllm();
        PromptPrefixes manuals = new PromptPrefixes(20, 8, 512);
        Traffic support = Traffic.of(
                        "shop",
                        RESERVED,
                        ArrivalProcess.poisson(12),
                        new Lengths(
                                loads.lengths().input().atMost(500),
                                loads.lengths().output()))
                .beginningWith(manuals);
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(support, loads.poisson("chat", STANDARD, 0.2)),
                        Phases.seconds(120, 300, 60))
                .reserving(new ReservationSpec(
                        SHOP,
                        List.of("shop"),
                        loads.inputTokensPerMinute(0.1),
                        loads.outputTokensPerMinute(0.4),
                        BurndownRates.DEFAULT,
                        SpillPolicy.STANDARD,
                        SpillPolicy.STANDARD.usualOverrides()));
        return Scenario.of(
                "cached_prefix_stretches",
                "Prompts begin with one of twenty manuals of 4,096 tokens: cached, they draw a tenth, and the reservation"
                        + " serves several times the prompt tokens that were bought.",
                setting,
                Goal.atLeast(
                        3,
                        "prompt tokens served inside for each unit drawn",
                        runs -> shop(runs).tokensPerUnit()),
                Goal.atLeast(0.95, "use of the input side", runs -> shop(runs).inputShare()),
                movedFirst(),
                lost());
    }

    private static ReservedFigures shop(Runs runs) {
        return runs.tierway().reservation(SHOP);
    }

    private static Goal fullyUsed() {
        return Goal.atLeast(
                0.95,
                "use of the reservation's scarcer side",
                runs -> shop(runs).share());
    }

    private static Goal waitsInside(double mostMillis) {
        return Goal.atMost(mostMillis, "wait p99 inside the reservation, ms", ReservationStories::insideWaitP99);
    }

    private static Goal movedFirst() {
        return Goal.atLeast(
                0.99,
                "part of the overflow moved before a deployment was tried",
                runs -> shop(runs).movedBeforeALeg());
    }

    private static Goal lost() {
        return Goal.atMost(
                0,
                "requests inside the reservation not served",
                runs -> shop(runs).lost());
    }

    private static double insideWaitP99(Runs runs) {
        return shop(runs).insideWaitMillis().at(99).value();
    }
}
