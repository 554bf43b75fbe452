package dev.tierway.app.batch;

import dev.tierway.app.cli.UsageException;
import dev.tierway.gateway.batch.input.BatchEndpoint;
import dev.tierway.gateway.batch.input.CustomIds;
import dev.tierway.gateway.batch.input.InputLine;
import dev.tierway.gateway.batch.input.InputLineReader;
import dev.tierway.gateway.batch.input.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A file of requests with what the command line adds: the same lines however often they are read, one at a time. */
final class BatchInput {
    /** What a gateway takes unless it is told otherwise. */
    static final int MOST_LINES = 50_000;

    static final long MOST_BYTES = 200_000_000;

    /** As long as a request may be at most on any gateway. */
    private static final int LONGEST_LINE = 1 << 30;

    private static final int MOST_PROBLEMS = 100;

    private final Path file;
    private final InputRules rules;
    private final String endpoint;

    private BatchInput(Path file, InputRules rules, String endpoint) {
        this.file = file;
        this.rules = rules;
        this.endpoint = endpoint;
    }

    /** @throws UsageException when the file cannot be read, has no lines, or goes where no batch goes */
    static BatchInput open(Path file, InputRules rules) {
        try (InputStream in = Files.newInputStream(file)) {
            JsonLines.Line first = new JsonLines(in, LONGEST_LINE).next();
            if (first == null) {
                throw new UsageException(file + " has no lines: write one request on each");
            }
            String endpoint = LineFiller.endpoint(rules, first.bytes());
            if (BatchEndpoint.operation(endpoint).isEmpty()) {
                throw new UsageException("no batch goes to '" + endpoint + "': it can be one of "
                        + String.join(", ", BatchEndpoint.paths()));
            }
            return new BatchInput(file, rules, endpoint);
        } catch (IOException | UncheckedIOException unreadable) {
            throw new UsageException(file + " cannot be read: " + unreadable.getMessage());
        }
    }

    /**
     * What a gateway would say of the file.
     *
     * @param model what all lines ask for; empty when no line says
     * @param bytes to send
     * @param problems at most 100
     */
    record Checked(Optional<String> model, int lines, long bytes, List<Problem> problems) {
        Checked {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Something wrong.
     *
     * @param line 0 when it is not about one
     */
    record Problem(int line, String message) {}

    String endpoint() {
        return endpoint;
    }

    Path file() {
        return file;
    }

    /**
     * Checks every line as the gateway will.
     *
     * @param each hears of every line that can be run
     */
    Checked check(Consumer<InputLine> each) {
        return new Checking(each).run();
    }

    /** What is sent, from its first byte; to be closed. */
    InputStream content() throws IOException {
        return new FilledLines(lines());
    }

    private Lines lines() throws IOException {
        return new Lines(Files.newInputStream(file));
    }

    /** The filled lines of the file from its beginning. Confined to one thread. */
    final class Lines implements AutoCloseable {
        private final InputStream in;
        private final JsonLines lines;
        private final LineFiller filler = new LineFiller(rules, endpoint);

        private Lines(InputStream in) {
            this.in = in;
            lines = new JsonLines(in, LONGEST_LINE);
        }

        /** The next line, or null behind the last. */
        JsonLines.@Nullable Line next() {
            JsonLines.Line line = lines.next();
            return line == null
                    ? null
                    : new JsonLines.Line(
                            line.number(), filler.filled(line.number(), line.bytes()), line.tooLong(), line.ended());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** One pass over the file. */
    private final class Checking {
        private final Consumer<InputLine> each;
        private final InputLineReader reader = InputLineReader.ofFile(endpoint);
        private final CustomIds ids = new CustomIds();
        private final List<Problem> problems = new ArrayList<>();
        private Optional<String> model = rules.model();
        private int lines;
        private long bytes;

        Checking(Consumer<InputLine> each) {
            this.each = each;
        }

        Checked run() {
            try (Lines all = lines()) {
                for (JsonLines.Line line = all.next(); line != null; line = all.next()) {
                    lines++;
                    bytes += line.bytes().length + 1;
                    check(line);
                }
            } catch (IOException | UncheckedIOException unreadable) {
                throw new UsageException(file + " cannot be read: " + unreadable.getMessage());
            }
            if (lines > MOST_LINES) {
                add(0, "has " + lines + " lines; a batch takes " + MOST_LINES + ": split it");
            }
            if (bytes > MOST_BYTES) {
                add(0, "has " + bytes + " bytes; a batch takes " + MOST_BYTES + ": split it");
            }
            return new Checked(model, lines, bytes, problems);
        }

        private void check(JsonLines.Line line) {
            reader.read(
                            line,
                            (_, message, param) -> add(line.number(), param == null ? message : param + ": " + message))
                    .ifPresent(it -> check(line.number(), it));
        }

        private void check(int number, InputLine line) {
            int earlier = lines <= MOST_LINES ? ids.lineOf(line.customId(), number) : number;
            if (earlier != number) {
                add(number, "custom_id: '" + line.customId() + "' is that of line " + earlier + " too");
            }
            if (model.isEmpty()) {
                model = Optional.of(line.model());
            } else if (!model.get().equals(line.model())) {
                add(
                        number,
                        "body.model: '" + line.model() + "' is not '" + model.get() + "', "
                                + (rules.model().isPresent() ? "which --model gives" : "which the lines before have")
                                + ": a batch has one model");
            }
            each.accept(line);
        }

        private void add(int line, String message) {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(new Problem(line, message));
            }
        }
    }
}
