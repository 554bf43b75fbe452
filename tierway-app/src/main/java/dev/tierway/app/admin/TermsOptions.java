package dev.tierway.app.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Terms of a reservation, written as in the configuration. The gateway says what is wrong with them. */
final class TermsOptions {
    @Option(names = "--model", paramLabel = "NAME", description = "The model alias whose capacity is reserved.")
    private @Nullable String model;

    @Option(names = "--projects", split = ",", paramLabel = "NAME", description = "Who owns it, with commas.")
    private List<String> projects = List.of();

    @Option(names = "--input-tpm", paramLabel = "N", description = "Input tokens a minute, like 200k.")
    private @Nullable String inputTpm;

    @Option(names = "--output-tpm", paramLabel = "N", description = "Output tokens a minute, like 20k.")
    private @Nullable String outputTpm;

    @Option(names = "--from", paramLabel = "DATE", description = "First day of its term.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DATE", description = "Last day of its term.")
    private @Nullable String to;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Of these days, like America/New_York.")
    private @Nullable String zone;

    @Option(
            names = "--window",
            paramLabel = "WINDOW",
            description = "When it is active, like 'mon-fri 08:00-18:00 Europe/Berlin'; may be given again.")
    private List<String> windows = List.of();

    @Option(names = "--price", paramLabel = "PRICE", description = "Like '$0.40/h per 1k TPM'.")
    private @Nullable String price;

    @Option(names = "--output-price", paramLabel = "PRICE", description = "Of the output side (default --price).")
    private @Nullable String outputPrice;

    @Option(names = "--burndown", paramLabel = "PRESET", description = "How tokens draw on it, like anthropic.")
    private @Nullable String burndown;

    @Option(
            names = "--spill",
            paramLabel = "TIER",
            description = "Where what is above it goes: standard, priority, flex" + " or reject.")
    private @Nullable String spill;

    @Option(
            names = "--spill-overrides",
            split = ",",
            paramLabel = "VALUE",
            description = "What single requests may ask for instead.")
    private List<String> spillOverrides = List.of();

    /** What was given. */
    ObjectNode given() {
        ObjectNode terms = JsonNodeFactory.instance.objectNode();
        put(terms, "model", model);
        put(terms, "projects", projects);
        put(terms, "input_tpm", inputTpm);
        put(terms, "output_tpm", outputTpm);
        put(terms, "from", from);
        put(terms, "to", to);
        put(terms, "zone", zone);
        put(terms, "windows", windows);
        put(terms, "price", price);
        put(terms, "output_price", outputPrice);
        put(terms, "burndown", burndown);
        put(terms, "spill", spill);
        put(terms, "spill_overrides", spillOverrides);
        return terms;
    }

    private static void put(ObjectNode terms, String name, @Nullable String value) {
        if (value != null) {
            terms.put(name, value);
        }
    }

    private static void put(ObjectNode terms, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = terms.putArray(name);
            values.forEach(array::add);
        }
    }
}
