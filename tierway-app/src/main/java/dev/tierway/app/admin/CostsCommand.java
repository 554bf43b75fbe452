package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import java.math.BigDecimal;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "costs", description = "What requests cost, by project, model, tier and more.")
final class CostsCommand extends GroupedReport {
    CostsCommand(Terminal terminal, WallClock clock) {
        super(terminal, clock, "costs");
    }

    @Override
    List<String> headings() {
        return List.of("cost", "requests", "without price");
    }

    @Override
    List<BigDecimal> numbers(JsonNode result) {
        return List.of(
                result.path("amount").path("value").decimalValue(),
                result.path("num_model_requests").decimalValue(),
                result.path("num_unpriced_requests").decimalValue());
    }

    @Override
    String shown(int column, BigDecimal number) {
        return column == 0 ? Shown.money(number) : number.toPlainString();
    }
}
