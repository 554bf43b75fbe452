package dev.tierway.app.prices;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs {@code tierway prices} in this process, on the noon of 2026-07-24. */
final class CommandLineOfPrices {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** What one command line printed. */
    record Result(String out, String err) {}

    private CommandLineOfPrices() {}

    /**
     * Runs a command line that succeeds.
     *
     * @throws UsageException when it is wrong
     * @throws ConfigException when a file is
     */
    static Result run(Object... arguments) {
        CommandLineOfPrices line = new CommandLineOfPrices();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        Terminal terminal = new Terminal(print(line.out), print(line.err), false, Map.of());
        Instant noon = Instant.parse("2026-07-24T12:00:00Z");
        List<RuntimeException> failures = new ArrayList<>();
        PricesCommand.line(terminal, () -> noon)
                .setExecutionExceptionHandler((failed, _, _) -> {
                    failures.add((RuntimeException) failed);
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .setParameterExceptionHandler((wrong, _) -> {
                    failures.add(new UsageException(String.valueOf(wrong.getMessage())));
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(words);
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return new Result(line.out.toString(StandardCharsets.UTF_8), line.err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
