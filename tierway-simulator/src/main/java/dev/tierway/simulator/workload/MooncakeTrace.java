package dev.tierway.simulator.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads Mooncake's traces: one JSON object a line with {@code timestamp} (milliseconds), {@code input_length},
 * {@code output_length} and {@code hash_ids}, the ids of the prompt's blocks of {@value #BLOCK_TOKENS} tokens.
 */
public final class MooncakeTrace {
    /** Prompt tokens in a block. */
    public static final int BLOCK_TOKENS = 512;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private MooncakeTrace() {}

    /**
     * Hands over every request, in the order of the file and without holding them.
     *
     * @throws TraceFormatException naming the line that is not as it should be
     */
    public static void read(Path file, TraceConsumer consumer) throws IOException {
        JsonFactory json = new JsonFactory();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                consumer.accept(parse(json, line, file, number));
            }
        }
    }

    private static TraceRequest parse(JsonFactory json, String line, Path file, int number)
            throws TraceFormatException {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), line)) {
            return new Line().read(parser);
        } catch (JacksonException malformed) {
            throw new TraceFormatException(file, number, malformed.getOriginalMessage());
        } catch (IllegalArgumentException incomplete) {
            throw new TraceFormatException(file, number, String.valueOf(incomplete.getMessage()));
        }
    }

    private static final class Line {
        private long timestamp = -1;
        private int input = -1;
        private int output = -1;
        private int[] blocks = new int[0];

        TraceRequest read(JsonParser parser) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "timestamp" -> timestamp = parser.getLongValue();
                    case "input_length" -> input = parser.getIntValue();
                    case "output_length" -> output = parser.getIntValue();
                    case "hash_ids" -> blocks = array(parser);
                    default -> parser.skipChildren();
                }
            }
            if (timestamp < 0 || input < 0 || output < 0) {
                throw new IllegalArgumentException(
                        "timestamp, input_length and output_length must be there and not negative");
            }
            return new TraceRequest(timestamp * NANOS_PER_MILLI, input, output, blocks);
        }

        private static int[] array(JsonParser parser) {
            IntStream.Builder ids = IntStream.builder();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                ids.add(parser.getIntValue());
            }
            return ids.build().toArray();
        }
    }
}
