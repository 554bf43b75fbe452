package dev.tierway.app.admin;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.PriceFormats;
import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The time that a command is about. */
final class PeriodOptions {
    @Option(
            names = "--from",
            defaultValue = "7d",
            paramLabel = "TIME",
            description =
                    "A day like 2026-11-01 (UTC), a time like 2026-11-01T09:00:00Z, or how long ago (default 7d).")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Its end, exclusive, written likewise (default now).")
    private @Nullable String to;

    /** {@code start_time=...&end_time=...}; without an end when that is now. */
    String query(Instant now) {
        Instant start = moment("--from", from, now);
        if (to == null || to.equals("now")) {
            return "start_time=" + start.getEpochSecond();
        }
        Instant end = moment("--to", to, now);
        if (!end.isAfter(start)) {
            throw new UsageException("--to (" + end + ") must be after --from (" + start + ")");
        }
        return "start_time=" + start.getEpochSecond() + "&end_time=" + end.getEpochSecond();
    }

    private static Instant moment(String option, String text, Instant now) {
        ConfigFormat<Instant> format = new ConfigFormat<>(
                "a day like 2026-11-01, a time like 2026-11-01T09:00:00Z, now, or how long ago, like 7d",
                now,
                it -> it.equals("now")
                        ? Optional.of(now)
                        : PriceFormats.MOMENT
                                .parse(it)
                                .or(() -> ConfigFormats.DURATION.parse(it).map(now::minus)));
        return OptionValues.parse(option, text, format);
    }
}
