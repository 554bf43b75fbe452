package dev.tierway.app.batch;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tierway batch}. */
@Command(name = "batch", description = "Run files of requests at the price of the batch tier.")
public final class BatchCommand {
    private BatchCommand() {}

    /** The command with its commands. */
    public static CommandLine line(Terminal terminal, WallClock clock, Ticker ticker) {
        return new CommandLine(new BatchCommand())
                .addSubcommand(new RunBatch(terminal, ticker))
                .addSubcommand(new EstimateBatch(terminal, clock))
                .addSubcommand(new ListBatches(terminal))
                .addSubcommand(new ShowBatch(terminal))
                .addSubcommand(new FollowBatch(terminal, ticker))
                .addSubcommand(new CancelBatch(terminal));
    }
}
