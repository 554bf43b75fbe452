package dev.tierway.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.FakeWall;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.limit.Placement;
import dev.tierway.testing.FakeTicker;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However a wall clock jumps, over changes of daylight saving too, every day has its money once. */
class CalendarBudgetProperties {
    private static final long LIMIT = 1_000;

    /** Money that somebody wants to spend when the clock says {@code at}. */
    record Wish(Instant at, long cost) {}

    @Property(tries = 300)
    void every_day_spends_its_limit_once(@ForAll("zones") ZoneId zone, @ForAll("wishes") List<Wish> wishes) {
        FakeWall wall = new FakeWall("2026-10-31T12:00:00Z");
        LimitLedger ledger = new LimitLedger(new FakeTicker(), wall, (limit, now) -> {});
        Budget budget = new Budget(new BudgetSpec(
                "daily",
                LimitScope.ORGANISATION,
                new BudgetPeriod.Calendar(BudgetPeriod.Unit.DAY, zone),
                LIMIT,
                List.of(),
                OptionalLong.empty(),
                UnpricedPolicy.REFUSE));
        Map<LocalDate, Long> spentByDay = new HashMap<>();

        for (Wish wish : wishes) {
            wall.set(wish.at().toString());
            LocalDate day = wish.at().atZone(zone).toLocalDate();
            long spent = spentByDay.getOrDefault(day, 0L);

            Draw cost = Draw.priced(1, wish.cost());
            Placement placement = ledger.place(List.of(budget), cost, Patience.none());

            assertThat(placement instanceof Placement.Admitted).isEqualTo(spent + wish.cost() <= LIMIT);
            if (placement instanceof Placement.Admitted admitted) {
                admitted.hold().post(cost);
                spentByDay.put(day, spent + wish.cost());
            }
        }
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of("UTC", "America/Havana", "America/New_York", "Asia/Kathmandu")
                .map(ZoneId::of);
    }

    /** Within four days around the end of daylight saving in America. */
    @Provide
    Arbitrary<List<Wish>> wishes() {
        Arbitrary<Instant> at = Arbitraries.longs()
                .between(0, 4 * 86_400)
                .map(second -> Instant.parse("2026-10-30T00:00:00Z").plusSeconds(second));
        return Combinators.combine(at, Arbitraries.longs().between(1, 600))
                .as(Wish::new)
                .list()
                .ofMaxSize(40);
    }
}
