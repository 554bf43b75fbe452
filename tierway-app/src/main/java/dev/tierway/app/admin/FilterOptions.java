package dev.tierway.app.admin;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.config.Formats;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which requests count. */
final class FilterOptions {
    @Option(names = "--project", split = ",", paramLabel = "NAME", description = "Only of these projects.")
    private List<String> projects = List.of();

    @Option(names = "--key", split = ",", paramLabel = "ID", description = "Only with these keys.")
    private List<String> keys = List.of();

    @Option(names = "--model", split = ",", paramLabel = "NAME", description = "Only of these models.")
    private List<String> models = List.of();

    @Option(names = "--tier", split = ",", paramLabel = "TIER", description = "Only those that these tiers served.")
    private List<String> tiers = List.of();

    @Option(names = "--use-case", split = ",", paramLabel = "NAME", description = "Only of these use cases.")
    private List<String> useCases = List.of();

    @Option(names = "--reservation", split = ",", paramLabel = "NAME", description = "Only on these reservations.")
    private List<String> reservations = List.of();

    /** Parameters of the API. */
    Stream<Map.Entry<String, String>> parameters() {
        List<String> wireNames = tiers.stream()
                .map(tier -> OptionValues.parse("--tier", tier, Formats.TIER).wireName())
                .toList();
        return Stream.of(
                        each("project_ids", projects),
                        each("api_key_ids", keys),
                        each("models", models),
                        each("service_tiers", wireNames),
                        each("use_cases", useCases),
                        each("reservations", reservations))
                .flatMap(it -> it);
    }

    private static Stream<Map.Entry<String, String>> each(String name, List<String> values) {
        return values.stream().map(value -> Map.entry(name, value));
    }
}
