package dev.tierway.app.prices;

import dev.tierway.app.config.Formats;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.PriceSheet;
import dev.tierway.core.pricing.TierPrice;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns a listed model into a {@link ModelPrice}. It adds no discount that the vendor does not list: a tier without
 * prices costs what standard does, cached tokens without a price cost what input does, and a note says so.
 */
final class VendorImport {
    private static final Price INPUT_PRICE = new Price.OfInput(BigDecimal.ONE);

    private final String model;
    private final VendorMap.Model listed;
    private final ImportNotes notes;

    /** Whether reasoning is listed at the output price or not at all; then it follows output in every tier. */
    private final boolean reasoningIsOutput;

    private VendorImport(String model, VendorMap.Model listed, ImportNotes notes) {
        this.model = model;
        this.listed = listed;
        this.notes = notes;
        this.reasoningIsOutput = listed.prices().keySet().stream()
                .filter(field -> field.kind() == TokenKind.REASONING)
                .allMatch(field -> sameDollars(field, field.as(TokenKind.OUTPUT)));
    }

    private boolean sameDollars(VendorField one, VendorField other) {
        BigDecimal dollars = listed.prices().get(one);
        BigDecimal otherDollars = listed.prices().get(other);
        return dollars != null && otherDollars != null && dollars.compareTo(otherDollars) == 0;
    }

    /** The model's price; empty, with a note, when it is not sold by input and output tokens. */
    static Optional<ModelPrice> price(String model, VendorMap.Model listed, ImportNotes notes) {
        VendorImport one = new VendorImport(model, listed, notes);
        listed.otherMoney().forEach(field -> one.note("left out: '" + field + "', which a price book cannot express"));
        PriceSheet standard = one.sheet(ServiceTier.STANDARD);
        if (!standard.prices().containsKey(TokenKind.INPUT)
                || !standard.prices().containsKey(TokenKind.OUTPUT)) {
            one.note("left out: the model, which has no price per input token and per output token");
            return Optional.empty();
        }
        if (!listed.comment().isEmpty()) {
            one.note("remark of the price map: " + listed.comment());
        }
        return Optional.of(one.whole(standard));
    }

    private ModelPrice whole(PriceSheet listedStandard) {
        Map<TokenKind, Price> prices = new EnumMap<>(listedStandard.prices());
        for (TokenKind kind : TokenKind.values()) {
            if (kind.cache() && prices.putIfAbsent(kind, INPUT_PRICE) == null) {
                note("assumed: no " + kind.key() + " price, so these tokens cost what input does");
            }
            if (kind == TokenKind.INPUT && isFree(prices, kind)) {
                note("check: the listed " + kind.key() + " price is zero");
            }
        }
        PriceSheet standard = new PriceSheet(prices, listedStandard.above());
        Map<ServiceTier, TierPrice> tiers = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ModelPrice.TIERS) {
            tiers.put(tier, tier(tier, standard));
        }
        return new ModelPrice(standard, tiers);
    }

    private TierPrice tier(ServiceTier tier, PriceSheet standard) {
        PriceSheet own = sheet(tier);
        String name = Formats.name(tier);
        if (own.prices().isEmpty() && own.above().isEmpty()) {
            note("assumed: no " + name + " price, so " + name + " costs what standard does");
            return TierPrice.Times.ONE;
        }
        Set<TokenKind> listedKinds = EnumSet.noneOf(TokenKind.class);
        standard.prices().forEach((kind, price) -> {
            if (price instanceof Price.PerToken) {
                listedKinds.add(kind);
            }
        });
        noteMissing(listedKinds, own.prices(), name);
        standard.above()
                .forEach((step, prices) -> noteMissing(
                        prices.keySet(),
                        own.above().getOrDefault(step, Map.of()),
                        name + " above " + step + " tokens"));
        return own;
    }

    private void noteMissing(Set<TokenKind> kinds, Map<TokenKind, Price> own, String where) {
        String missing = kinds.stream()
                .filter(kind -> !own.containsKey(kind))
                .map(TokenKind::key)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            note("assumed: no price of " + missing + " in " + where + ", so it is that of standard");
        }
    }

    /** What is listed for a tier. Writes for an hour cost what those for five minutes do where only the latter are listed. */
    private PriceSheet sheet(ServiceTier tier) {
        Map<TokenKind, Price> prices = new EnumMap<>(TokenKind.class);
        NavigableMap<Long, Map<TokenKind, Price>> above = new TreeMap<>();
        listed.prices().forEach((field, dollars) -> {
            if (field.tier() == tier && !(field.kind() == TokenKind.REASONING && reasoningIsOutput)) {
                Map<TokenKind, Price> target = field.above() == 0
                        ? prices
                        : above.computeIfAbsent(field.above(), _ -> new EnumMap<>(TokenKind.class));
                target.put(field.kind(), new Price.PerToken(dollars));
            }
        });
        if (listed.prices().keySet().stream().noneMatch(field -> field.kind() == TokenKind.CACHE_WRITE_1H)) {
            likeFiveMinutes(prices);
            above.values().forEach(this::likeFiveMinutes);
        }
        return new PriceSheet(prices, above);
    }

    private void likeFiveMinutes(Map<TokenKind, Price> prices) {
        Price fiveMinutes = prices.get(TokenKind.CACHE_WRITE_5M);
        if (fiveMinutes != null) {
            prices.put(TokenKind.CACHE_WRITE_1H, fiveMinutes);
            note("assumed: no cache_write_1h price, so these tokens cost what those of cache_write_5m do");
        }
    }

    private static boolean isFree(Map<TokenKind, Price> prices, TokenKind kind) {
        return prices.get(kind) instanceof Price.PerToken price
                && price.dollars().signum() == 0;
    }

    private void note(String text) {
        notes.add(model, text);
    }
}
