package dev.tierway.core.capacity;

import java.math.BigDecimal;
import java.util.List;

/** Reservations to test with. */
final class Reservations {
    private Reservations() {}

    /** Of 60,000 input and 6,000 output units a minute for $0.60 and $0.06 an hour. */
    static Reservation active(String name, Schedule schedule) {
        return new Reservation(
                name,
                "assistant",
                List.of("shop", "chat"),
                60_000,
                6_000,
                schedule,
                new CapacityPrice(dollars("0.01"), dollars("0.01")),
                BurndownRates.DEFAULT,
                SpillPolicy.STANDARD,
                SpillPolicy.STANDARD.usualOverrides());
    }

    static long dollars(String amount) {
        return new BigDecimal(amount).movePointRight(9).longValueExact();
    }
}
