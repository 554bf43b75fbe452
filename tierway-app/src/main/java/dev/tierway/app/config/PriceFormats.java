package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.TierPrice;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** How prices and the moments they hold from are written. */
public final class PriceFormats {
    /** A price of its own: {@code $0.15/M}. */
    static final ConfigFormat<Price> PER_TOKEN = ConfigFormats.TOKEN_PRICE.map(Price.PerToken::new);

    /** A price of its own, or a multiple of the input price. */
    static final ConfigFormat<Price> CACHE = new ConfigFormat<>(
            "a price in US dollars per million tokens, like $0.15/M, or a multiple of the input price, like 0.1",
            PER_TOKEN.placeholder(),
            text -> PER_TOKEN
                    .parse(text)
                    .or(() -> ConfigFormats.NUMBER.parse(text).map(Price.OfInput::new)));

    /** A multiple of the standard prices, as the short way to price a tier. */
    static final ConfigFormat<TierPrice> MULTIPLE = new ConfigFormat<>(
            "a multiple of the standard prices, like 0.5, or a mapping of the tier's own prices",
            TierPrice.Times.ONE,
            text -> ConfigFormats.NUMBER.parse(text).map(TierPrice.Times::new));

    /** A day, which begins at midnight UTC, or an instant with its offset. */
    public static final ConfigFormat<Instant> MOMENT = new ConfigFormat<>(
            "a day like 2026-07-24, which begins at midnight UTC, or a time like 2026-07-24T09:00:00Z",
            Instant.EPOCH,
            PriceFormats::moment);

    private PriceFormats() {}

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(
                    text.indexOf('T') < 0
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
