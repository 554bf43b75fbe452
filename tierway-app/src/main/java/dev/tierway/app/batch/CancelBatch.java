package dev.tierway.app.batch;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "End a batch early; what has run is kept.")
final class CancelBatch implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "ID", description = "The batch.")
    private String id = "";

    @Mixin
    private InferenceOptions gateway = new InferenceOptions();

    CancelBatch(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (BatchApi api = gateway.api(terminal)) {
            BatchState batch = api.cancel(id);
            terminal.out().print(gateway.json() ? batch.json() + "\n" : BatchText.of(batch));
        }
        return ExitCode.OK;
    }
}
