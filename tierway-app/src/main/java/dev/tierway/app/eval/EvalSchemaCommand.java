package dev.tierway.app.eval;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.suite.EvalSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "schema", description = "Print the JSON Schema of suite files, for editors.")
final class EvalSchemaCommand implements Callable<Integer> {
    private final Terminal terminal;

    EvalSchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(EvalSchema.text());
        return ExitCode.OK;
    }
}
