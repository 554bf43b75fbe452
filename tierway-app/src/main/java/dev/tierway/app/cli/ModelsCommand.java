package dev.tierway.app.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "models", description = "The models that the embedded engine can fetch by name.")
final class ModelsCommand {

    @Command(name = "list", description = "List the catalogue.")
    static final class ListModels implements Callable<Integer> {
        private final ModelShelf shelf;
        private final Terminal terminal;

        @Option(names = "--json", description = "Print JSON instead of a table.")
        private boolean json;

        ListModels(ModelShelf shelf, Terminal terminal) {
            this.shelf = shelf;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (json) {
                terminal.out()
                        .println(shelf.models().stream()
                                .map(ModelsCommand::json)
                                .collect(Collectors.joining(",", "[", "]")));
                return ExitCode.OK;
            }
            for (ModelShelf.Model model : shelf.models()) {
                terminal.out()
                        .println(TextColumns.left(model.name(), 28)
                                + TextColumns.right(String.format(Locale.ROOT, "%.0f MB", model.bytes() / 1e6), 8)
                                + TextColumns.left(model.fetched() ? "  fetched" : "", 11)
                                + model.description());
            }
            return ExitCode.OK;
        }
    }

    /** Catalogue names and descriptions hold no character that JSON escapes. */
    private static String json(ModelShelf.Model model) {
        return "{\"name\":\"" + model.name() + "\",\"bytes\":" + model.bytes() + ",\"fetched\":" + model.fetched()
                + ",\"description\":\"" + model.description() + "\"}";
    }

    @Command(name = "fetch", description = "Fetch a model into the cache, and verify it.")
    static final class Fetch implements Callable<Integer> {
        private final ModelShelf shelf;
        private final Terminal terminal;
        private final Progress progress;

        @Parameters(index = "0", paramLabel = "MODEL", description = "A name of the catalogue.")
        private String model = "";

        Fetch(ModelShelf shelf, Terminal terminal, Progress progress) {
            this.shelf = shelf;
            this.terminal = terminal;
            this.progress = progress;
        }

        @Override
        public Integer call() {
            terminal.out().println(shelf.fetch(model, progress));
            return ExitCode.OK;
        }
    }
}
