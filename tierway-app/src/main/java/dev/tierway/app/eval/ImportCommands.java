package dev.tierway.app.eval;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.YamlTree;
import dev.tierway.evals.dataset.ConfigJson;
import dev.tierway.evals.dataset.DataFormat;
import dev.tierway.evals.dataset.RowStream;
import dev.tierway.evals.importer.ImportedPlan;
import dev.tierway.evals.importer.JsonlImporter;
import dev.tierway.evals.importer.OpenAiEvalsImporter;
import dev.tierway.evals.importer.PromptfooImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The commands that make suite files of what other tools keep. */
final class ImportCommands {
    private ImportCommands() {}

    @Command(name = "import", description = "Make a suite file of what another tool keeps.")
    static final class Group {}

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new Group())
                .addSubcommand(new OpenAiEvals(terminal))
                .addSubcommand(new Promptfoo(terminal))
                .addSubcommand(new Jsonl(terminal));
    }

    /** Where the suite file goes. */
    static final class Destination {
        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "Folder for evals.yaml and its data; files that are there are never overwritten.")
        private Path out = Path.of("");

        int write(ImportedPlan plan, Terminal terminal) {
            try {
                Files.createDirectories(out);
                for (String name : plan.files().keySet()) {
                    if (Files.exists(out.resolve(name))) {
                        throw new UsageException(out.resolve(name) + " is there already; give another --out");
                    }
                }
                for (Map.Entry<String, String> file : plan.files().entrySet()) {
                    Files.writeString(out.resolve(file.getKey()), file.getValue());
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            plan.notes().forEach(note -> terminal.err().println("note: " + note));
            terminal.out()
                    .println("wrote " + String.join(", ", plan.files().keySet()) + " to " + out
                            + "; check it with 'tierway eval check -c " + out.resolve("evals.yaml") + "'");
            return ExitCode.OK;
        }
    }

    @Command(name = "openai-evals", description = "An eval of OpenAI's hosted API, as its GET endpoints answer it.")
    static final class OpenAiEvals implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "EVAL.json", description = "What GET /v1/evals/EVAL_ID answers.")
        private Path eval = Path.of("");

        @Option(names = "--run", paramLabel = "FILE", description = "What GET /v1/evals/EVAL_ID/runs/RUN_ID answers.")
        private @Nullable Path run;

        @Option(names = "--data", paramLabel = "FILE", description = "The rows, when they stand in a file: JSONL.")
        private @Nullable Path data;

        @Mixin
        private final Destination destination = new Destination();

        OpenAiEvals(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            JsonNode told = run == null ? JsonNodeFactory.instance.missingNode() : tree(run);
            List<JsonNode> rows = data == null ? List.of() : new ArrayList<>(rows(data));
            return destination.write(usable(() -> OpenAiEvalsImporter.read(tree(eval), told, rows)), terminal);
        }
    }

    @Command(name = "promptfoo", description = "A promptfoo configuration in YAML or JSON.")
    static final class Promptfoo implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "promptfooconfig.yaml")
        private Path config = Path.of("");

        @Mixin
        private final Destination destination = new Destination();

        Promptfoo(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Path folder =
                    Optional.ofNullable(config.toAbsolutePath().getParent()).orElse(Path.of(""));
            return destination.write(usable(() -> PromptfooImporter.read(tree(config), folder)), terminal);
        }
    }

    @Command(name = "jsonl", description = "Plain rows: JSONL, CSV, TSV, JSON or YAML.")
    static final class Jsonl implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "The rows.")
        private Path file = Path.of("");

        @Mixin
        private final Destination destination = new Destination();

        Jsonl(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            String name = file.getFileName().toString();
            return destination.write(usable(() -> JsonlImporter.read(name, rows(file))), terminal);
        }
    }

    private static ImportedPlan usable(Supplier<ImportedPlan> importer) {
        try {
            return importer.get();
        } catch (IllegalArgumentException unfit) {
            throw new UsageException(String.valueOf(unfit.getMessage()));
        }
    }

    private static JsonNode tree(Path file) {
        try {
            return ConfigJson.of(YamlTree.parse(file.toString(), Files.readString(file)));
        } catch (IOException unreadable) {
            throw new UsageException(
                    "cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")");
        }
    }

    private static List<ObjectNode> rows(Path file) {
        DataFormat format = DataFormat.of(file)
                .orElseThrow(() -> new UsageException("the name of " + file + " does not tell its format"));
        List<ObjectNode> rows = new ArrayList<>();
        try (RowStream stream = RowStream.open(file, format)) {
            stream.forEachRemaining(row -> rows.add(row.item()));
        }
        return rows;
    }
}
