package dev.tierway.app.batch;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.Ticker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "follow",
        description = "Show how far a batch has come and write its answers to a file when it has ended. Ctrl-C"
                + " leaves it running.")
final class FollowBatch implements Callable<Integer> {
    private final Terminal terminal;
    private final Ticker ticker;

    @Parameters(index = "0", paramLabel = "ID", description = "The batch.")
    private String id = "";

    @Mixin
    private ResultOptions results = new ResultOptions();

    @Mixin
    private InferenceOptions gateway = new InferenceOptions();

    FollowBatch(Terminal terminal, Ticker ticker) {
        this.terminal = terminal;
        this.ticker = ticker;
    }

    @Override
    public Integer call() {
        RunView view = new RunView(terminal.err(), terminal.interactive(), ticker);
        try (BatchApi api = gateway.api(terminal)) {
            Path stem = Path.of(api.find(id).id());
            try (BatchResults files = BatchResults.at(results.output(stem), results.errors(stem))) {
                BatchState ended = new BatchWatch(api, new StopRequest(), view, ticker).toEnd(id);
                view.end();
                return files.write(ended, api, terminal, gateway.json());
            }
        }
    }
}
