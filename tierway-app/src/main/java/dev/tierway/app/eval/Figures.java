package dev.tierway.app.eval;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.evals.grader.GraderFormats;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How figures of a business case are written in options. */
final class Figures {
    private static final BigDecimal MOST_DOLLARS = new BigDecimal("9000000000");

    /** A fraction or a percentage. */
    static final ConfigFormat<Double> SHARE = new ConfigFormat<>(
            "a share, like 0.05 or 5%",
            0.0, text -> ConfigFormats.PERCENT.parse(text).or(() -> GraderFormats.SHARE.parse(text)));

    /** Dollars, as nano-dollars. */
    static final ConfigFormat<Long> DOLLARS = new ConfigFormat<>(
            "an amount in US dollars, like 20 or $20",
            0L,
            text -> ConfigFormats.MONEY
                    .parse(text)
                    .or(() -> ConfigFormats.NUMBER.parse(text))
                    .filter(dollars -> dollars.compareTo(MOST_DOLLARS) < 0)
                    .map(NanoDollars::round));

    private Figures() {}

    static double share(String option, String text) {
        return OptionValues.parse(option, text, SHARE);
    }

    static OptionalDouble share(String option, @Nullable String text, OptionalDouble otherwise) {
        return text == null ? otherwise : OptionalDouble.of(share(option, text));
    }

    static long count(String option, String text) {
        return OptionValues.parse(option, text, ConfigFormats.COUNT);
    }
}
