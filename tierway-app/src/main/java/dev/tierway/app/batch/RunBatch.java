package dev.tierway.app.batch;

import dev.tierway.app.cli.Interrupts;
import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Run a file of requests at the price of the batch tier and write the answers to a file. Ctrl-C"
                + " cancels and keeps what has run; twice leaves.")
final class RunBatch implements Callable<Integer> {
    private final Terminal terminal;
    private final Ticker ticker;

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private ResultOptions results = new ResultOptions();

    @Mixin
    private InferenceOptions gateway = new InferenceOptions();

    @Option(
            names = "--window",
            defaultValue = "24h",
            paramLabel = "TIME",
            description = "What has not run by then expires (default 24h).")
    private String window = "";

    @Option(names = "--share-identical", description = "Lines with equal bodies may be answered once.")
    private boolean shareIdentical;

    RunBatch(Terminal terminal, Ticker ticker) {
        this.terminal = terminal;
        this.ticker = ticker;
    }

    @Override
    public Integer call() {
        OptionValues.parse(
                "--window", window, ConfigFormats.DURATION.where("a duration like 24h", Duration::isPositive));
        BatchInput file = input.open();
        BatchInput.Checked checked = input.checked(file, _ -> {}, terminal);
        RunView view = new RunView(terminal.err(), terminal.interactive(), ticker);
        StopRequest stop = new StopRequest();
        Path stem = input.file();
        try (BatchResults files = BatchResults.at(results.output(stem), results.errors(stem));
                BatchApi api = gateway.api(terminal)) {
            String uploaded = api.upload(file, checked.bytes(), sent -> view.uploading(sent, checked.bytes()));
            // Until here, Ctrl-C leaves nothing to cancel.
            try (Interrupts _ = Interrupts.to(stop::ask)) {
                BatchState created = api.create(new BatchApi.Order(uploaded, file.endpoint(), window, shareIdentical));
                view.note(created.id() + ": " + checked.lines() + " lines from " + stem);
                BatchState ended = new BatchWatch(api, stop, view, ticker).toEnd(created.id());
                view.end();
                return files.write(ended, api, terminal, gateway.json());
            }
        }
    }
}
