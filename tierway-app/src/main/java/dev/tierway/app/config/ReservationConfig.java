package dev.tierway.app.config;

import dev.tierway.core.capacity.BurndownPreset;
import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindow;
import dev.tierway.core.capacity.CalendarWindowParser;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code reservations} into a {@link Reservation}. */
public final class ReservationConfig {
    static final SpillPolicy SPILL = SpillPolicy.STANDARD;

    private static final String NONE = "none";

    private static final ConfigFormat<SpillPolicy> SPILLS = ConfigFormats.oneOf(spills());

    private static final ConfigFormat<Optional<SpillOverride>> OVERRIDES = ConfigFormats.oneOf(overrides());

    private static final ConfigFormat<BurndownPreset> PRESETS = ConfigFormats.oneOf(BurndownPreset.byName());

    private static final ConfigFormat<LocalDate> DATE =
            new ConfigFormat<>("a date like 2027-01-15", LocalDate.EPOCH, ReservationConfig::date);

    private static final ConfigFormat<Long> PRICE = new ConfigFormat<>(
            "a price in US dollars an hour for 1,000 tokens a minute, like $0.40/h per 1k TPM, with at most nine decimals",
            0L,
            ReservationConfig::price);

    private static final ConfigFormat<Long> RATE = new ConfigFormat<>(
            "a burndown rate from 0 to 1000 with at most six decimals, like 0.1", 0L, ReservationConfig::rate);

    private ReservationConfig() {}

    /**
     * The reservation that {@code terms} describe, with the names of {@code config}.
     *
     * @throws dev.tierway.core.config.ConfigException with everything that is wrong
     */
    public static Reservation read(TierwayConfig config, String name, ConfigNode.Mapping terms) {
        return ConfigReader.bind(
                terms,
                reader -> from(name, reader),
                reservation -> ReservationChecks.problems(config, reservation, terms));
    }

    static Reservation from(String name, ConfigReader reader) {
        SpillPolicy spill = reader.or("spill", SPILLS, SPILL);
        long price = reader.or("price", PRICE, 0L);
        return new Reservation(
                name,
                reader.required("model", ConfigFormats.TEXT),
                projects(reader),
                reader.required("input_tpm", Formats.POSITIVE_COUNT),
                reader.required("output_tpm", Formats.POSITIVE_COUNT),
                schedule(reader),
                new CapacityPrice(price, reader.or("output_price", PRICE, price)),
                rates(reader),
                spill,
                overrides(reader, spill));
    }

    private static List<String> projects(ConfigReader reader) {
        List<String> named = new ArrayList<>(reader.list("projects", ConfigFormats.TEXT));
        Optional<String> single = reader.optional("project", ConfigFormats.TEXT);
        if (single.isPresent() == !named.isEmpty()) {
            reader.problem("projects", "name who owns it: either 'project' or a list of 'projects'");
        }
        single.ifPresent(named::add);
        for (int i = 0; i < named.size(); i++) {
            if (named.indexOf(named.get(i)) < i) {
                reader.problem("projects", "project '" + named.get(i) + "' is listed twice");
            }
        }
        return named.isEmpty() ? List.of("") : named;
    }

    /** The term is of whole days in {@code zone}, the last one included. */
    private static Schedule schedule(ConfigReader reader) {
        ZoneId zone = ZoneOffset.UTC;
        Optional<String> named = reader.optional("zone", ConfigFormats.TEXT);
        try {
            zone = named.map(CalendarWindowParser::zone).orElse(zone);
        } catch (IllegalArgumentException unknown) {
            reader.problem("zone", String.valueOf(unknown.getMessage()));
        }
        Optional<LocalDate> from = reader.optional("from", DATE);
        Optional<LocalDate> to = reader.optional("to", DATE);
        List<CalendarWindow> windows = windows(reader);
        if (from.isPresent() && to.filter(from.get()::isAfter).isPresent()) {
            reader.problem(
                    "to",
                    "the reservation ends (" + to.get() + ") before it starts (" + from.get()
                            + "); 'to' is its last day and must not be before 'from'");
            return Schedule.ALWAYS;
        }
        ZoneId calendar = zone;
        return new Schedule(
                from.map(day -> startOf(day, calendar)),
                to.map(day -> startOf(day.plusDays(1), calendar)),
                windows,
                from.isEmpty() && to.isEmpty() ? ZoneOffset.UTC : calendar);
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static List<CalendarWindow> windows(ConfigReader reader) {
        List<CalendarWindow> windows = new ArrayList<>();
        for (String text : reader.list("windows", ConfigFormats.TEXT)) {
            try {
                windows.add(CalendarWindowParser.parse(text));
            } catch (IllegalArgumentException malformed) {
                reader.problem("windows", String.valueOf(malformed.getMessage()));
            }
        }
        return windows;
    }

    private static BurndownRates rates(ConfigReader reader) {
        if (reader.single("burndown")) {
            BurndownPreset preset = reader.or("burndown", PRESETS, BurndownPreset.TIERWAY);
            if (preset.outputByModel()) {
                reader.problem("burndown", outputNeeded(preset));
            }
            return preset.rates();
        }
        return reader.section("burndown", ReservationConfig::ratesOf, BurndownRates.DEFAULT);
    }

    private static String outputNeeded(BurndownPreset preset) {
        return "the preset '" + preset.configName() + "' needs the model's output rate; write {preset: "
                + preset.configName() + ", output: 8} with what the vendor counts an output token for";
    }

    /** The preset's rates, and on top of them those that are given. */
    private static BurndownRates ratesOf(ConfigReader reader) {
        BurndownPreset preset = reader.or("preset", PRESETS, BurndownPreset.TIERWAY);
        BurndownRates base = preset.rates();
        Optional<Long> output = reader.optional("output", RATE);
        if (preset.outputByModel() && output.isEmpty()) {
            reader.problem("preset", outputNeeded(preset));
        }
        return new BurndownRates(
                reader.or("input_uncached", RATE, base.inputUncached()),
                reader.or("cache_read", RATE, base.cacheRead()),
                reader.or("cache_write_5m", RATE, base.cacheWrite5m()),
                reader.or("cache_write_1h", RATE, base.cacheWrite1h()),
                output.orElse(base.output()));
    }

    private static Set<SpillOverride> overrides(ConfigReader reader, SpillPolicy spill) {
        List<Optional<SpillOverride>> listed = reader.list("spill_overrides", OVERRIDES);
        if (listed.isEmpty()) {
            return spill.usualOverrides();
        }
        Set<SpillOverride> allowed = EnumSet.noneOf(SpillOverride.class);
        listed.forEach(each -> each.ifPresent(allowed::add));
        if (listed.contains(Optional.<SpillOverride>empty()) && !allowed.isEmpty()) {
            reader.problem("spill_overrides", "'none' stands alone; take it or the others out");
        }
        if (spill == SpillPolicy.REJECT && allowed.contains(SpillOverride.SKIP)) {
            reader.problem(
                    "spill_overrides",
                    "'skip' needs a tier to go to while 'spill' is reject; set 'spill' to standard, priority or flex, or"
                            + " take 'skip' out");
            allowed.remove(SpillOverride.SKIP);
        }
        return allowed;
    }

    private static Map<String, SpillPolicy> spills() {
        Map<String, SpillPolicy> byName = new LinkedHashMap<>();
        Arrays.stream(SpillPolicy.values()).forEach(each -> byName.put(each.configName(), each));
        return byName;
    }

    private static Map<String, Optional<SpillOverride>> overrides() {
        Map<String, Optional<SpillOverride>> byName = new LinkedHashMap<>();
        SpillOverride.byName().forEach((text, override) -> byName.put(text, Optional.of(override)));
        byName.put(NONE, Optional.empty());
        return byName;
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Long> price(String text) {
        String unit = "/h per 1k TPM";
        if (!text.endsWith(unit)) {
            return Optional.empty();
        }
        return ConfigFormats.MONEY
                .parse(text.substring(0, text.length() - unit.length()))
                .flatMap(dollars -> whole(dollars.movePointRight(9)));
    }

    private static Optional<Long> whole(BigDecimal nanos) {
        try {
            return Optional.of(nanos.longValueExact());
        } catch (ArithmeticException fractionOrOverflow) {
            return Optional.empty();
        }
    }

    private static Optional<Long> rate(String text) {
        return ConfigFormats.NUMBER.parse(text).flatMap(rate -> {
            try {
                return Optional.of(BurndownRates.millionths(rate));
            } catch (IllegalArgumentException outOfRange) {
                return Optional.empty();
            }
        });
    }
}
