package dev.tierway.app.prices;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tierway prices}. */
@Command(name = "prices", description = "Import, show and try prices.")
public final class PricesCommand {
    private PricesCommand() {}

    /** The command with its commands. */
    public static CommandLine line(Terminal terminal, WallClock clock) {
        return new CommandLine(new PricesCommand())
                .addSubcommand(new ImportPrices(terminal, clock))
                .addSubcommand(new ShowPrices(terminal))
                .addSubcommand(new QuotePrice(terminal, clock));
    }
}
