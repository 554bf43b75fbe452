package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "usage", description = "Tokens and requests, by project, model, tier and more.")
final class UsageCommand extends GroupedReport {
    UsageCommand(Terminal terminal, WallClock clock) {
        super(terminal, clock, "usage/completions");
    }

    @Override
    List<String> headings() {
        return List.of("requests", "input", "cached", "written", "output");
    }

    @Override
    List<BigDecimal> numbers(JsonNode result) {
        return Stream.of(
                        "num_model_requests",
                        "input_tokens",
                        "input_cached_tokens",
                        "input_cache_write_tokens",
                        "output_tokens")
                .map(member -> result.path(member).decimalValue())
                .toList();
    }

    @Override
    String shown(int column, BigDecimal number) {
        return number.toPlainString();
    }
}
