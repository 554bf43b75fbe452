package dev.tierway.core.pricing;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The prices of models over time. Immutable, so safe to share. */
public final class PriceBook {
    public static final PriceBook EMPTY = new PriceBook(Map.of());

    /** A version and its rates. */
    private record Entry(PriceVersion version, RateCard rates) {}

    private final Map<String, List<Entry>> newestFirst = new LinkedHashMap<>();

    /**
     * A book of the versions of each model, from the oldest to the newest.
     *
     * @throws IllegalArgumentException when a model has no version, two that begin at the same time or in the wrong order,
     *     or two with the same id
     */
    public PriceBook(Map<String, List<PriceVersion>> versions) {
        versions.forEach((model, ofModel) -> {
            checkOrder(model, ofModel);
            newestFirst.put(
                    model,
                    ofModel.reversed().stream()
                            .map(version -> new Entry(version, RateCard.of(version.price())))
                            .toList());
        });
    }

    /** The models that have prices, in the order they were given. */
    public Set<String> models() {
        return Collections.unmodifiableSet(newestFirst.keySet());
    }

    /** The versions of a model from the oldest to the newest; none for a model that is not in the book. */
    public List<PriceVersion> versions(String model) {
        return entries(model).reversed().stream().map(Entry::version).toList();
    }

    /** The version that holds at a moment. */
    public Optional<PriceVersion> version(String model, Instant at) {
        return Optional.ofNullable(find(entries(model), at)).map(Entry::version);
    }

    /** The rates that hold at a moment. */
    public Optional<RateCard> rates(String model, Instant at) {
        return Optional.ofNullable(find(entries(model), at)).map(Entry::rates);
    }

    /** This book and {@code other}, whose models replace those of the same name here. */
    public PriceBook with(PriceBook other) {
        Map<String, List<PriceVersion>> all = new LinkedHashMap<>();
        models().forEach(model -> all.put(model, versions(model)));
        other.models().forEach(model -> all.put(model, other.versions(model)));
        return new PriceBook(all);
    }

    /**
     * What a request costs.
     *
     * @param served the tier that served it, whichever was asked for
     * @param usage what was read and produced, also for a caller that left
     * @param ofUse the version that holds at this moment prices the whole request
     * @param insideReservation whether a reservation's entitlement paid for it
     */
    public Charge charge(String model, ServiceTier served, Usage usage, Instant ofUse, boolean insideReservation) {
        if (insideReservation) {
            return new Charge.Priced(0, Charge.Priced.RESERVATION, Rates.FREE, usage);
        }
        List<Entry> entries = entries(model);
        Entry entry = find(entries, ofUse);
        if (entry == null) {
            return unpriced(model, entries);
        }
        if (served == ServiceTier.RESERVED) {
            return new Charge.Unpriced(
                    Charge.Reason.RESERVED_OUTSIDE,
                    "the reserved tier has no price per token outside a reservation; give the tier it spilled to");
        }
        Rates rates = entry.rates().step(served, usage.input()).rates();
        try {
            return new Charge.Priced(rates.nanos(usage), entry.version().id(), rates, usage);
        } catch (ArithmeticException outOfRange) {
            return new Charge.Unpriced(
                    Charge.Reason.OUT_OF_RANGE,
                    "the request would cost more than can be written down; the backend's token counts are wrong");
        }
    }

    /** Every version with its prices, so that equal books read alike. */
    @Override
    public String toString() {
        Map<String, List<PriceVersion>> all = new LinkedHashMap<>();
        models().forEach(model -> all.put(model, versions(model)));
        return all.toString();
    }

    private static Charge unpriced(String model, List<Entry> entries) {
        if (entries.isEmpty()) {
            return new Charge.Unpriced(
                    Charge.Reason.UNKNOWN_MODEL,
                    "model '" + model + "' has no price; give it one under 'models." + model
                            + ".price', or add it to the price book");
        }
        return new Charge.Unpriced(
                Charge.Reason.BEFORE_FIRST_PRICE,
                "the first price of model '" + model + "' holds from "
                        + entries.getLast().version().from() + " on; add an earlier version to the price book");
    }

    private List<Entry> entries(String model) {
        return newestFirst.getOrDefault(model, List.of());
    }

    private static @Nullable Entry find(List<Entry> newestFirst, Instant at) {
        for (Entry entry : newestFirst) {
            if (!at.isBefore(entry.version().from())) {
                return entry;
            }
        }
        return null;
    }

    private static void checkOrder(String model, List<PriceVersion> versions) {
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("model '" + model + "' has no price version");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            PriceVersion version = versions.get(i);
            if (i > 0 && !version.from().isAfter(versions.get(i - 1).from())) {
                throw new IllegalArgumentException("the price of model '" + model + "' from " + version.from()
                        + " must begin after the one before it, from "
                        + versions.get(i - 1).from());
            }
            if (!ids.add(version.id())) {
                throw new IllegalArgumentException("two price versions are called '" + version.id() + "'");
            }
        }
    }
}
