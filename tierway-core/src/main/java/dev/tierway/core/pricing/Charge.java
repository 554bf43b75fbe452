package dev.tierway.core.pricing;

import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.util.List;

/** What a request costs, or why that is not known. Unknown is never zero. */
public sealed interface Charge {
    /** Of a request that used nothing, whatever its model costs. */
    Charge UNUSED = new Priced(0, "unused", Rates.FREE, Usage.NONE);

    /**
     * A known cost.
     *
     * @param nanos nano-dollars, rounded once from the exact sum of {@link #lines}
     * @param version id of the price version, or {@link #RESERVATION}
     * @param rates what was charged for the tokens of {@code usage}
     */
    record Priced(long nanos, String version, Rates rates, Usage usage) implements Charge {
        /** Stands for a version on requests that a reservation has paid for. */
        public static final String RESERVATION = "reservation";

        /** One for each kind of token that was used; none for a request that used none. */
        public List<Line> lines() {
            return rates.lines(usage);
        }
    }

    /**
     * No known cost.
     *
     * @param message what is missing and how to mend it
     */
    record Unpriced(Reason reason, String message) implements Charge {}

    /** A part of a cost. */
    record Line(TokenKind kind, long tokens, BigDecimal dollarsPerToken) {
        /** Exact. */
        public BigDecimal dollars() {
            return dollarsPerToken.multiply(BigDecimal.valueOf(tokens));
        }
    }

    /** Why a request has no price. */
    enum Reason {
        /** The model is in no price book and has no price in the configuration. */
        UNKNOWN_MODEL("unknown_model"),
        /** The request was made before the model's first price. */
        BEFORE_FIRST_PRICE("before_first_price"),
        /** The reserved tier served it outside a reservation, where it has no price per token. */
        RESERVED_OUTSIDE("reserved_outside"),
        /** The amount does not fit nano-dollars; token counts of this size are a backend's mistake. */
        OUT_OF_RANGE("out_of_range");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** For ledgers and metrics. */
        public String code() {
            return code;
        }
    }
}
