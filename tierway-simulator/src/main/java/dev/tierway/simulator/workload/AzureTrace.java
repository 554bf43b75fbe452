package dev.tierway.simulator.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Azure LLM inference traces of 2023: CSV with the header {@value #HEADER}, one request a line, sorted by
 * time.
 */
public final class AzureTrace {
    private static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";

    private AzureTrace() {}

    /**
     * Hands over every request, in the order of the file and without holding them.
     *
     * @throws TraceFormatException naming the line that is not as it should be
     */
    public static void read(Path file, TraceConsumer consumer) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String header = lines.readLine();
            if (!HEADER.equals(header)) {
                throw new TraceFormatException(file, 1, "expected the header " + HEADER + ", found " + header);
            }
            @Nullable LocalDateTime start = null;
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] fields = line.split(",", -1);
                if (fields.length != 3) {
                    throw new TraceFormatException(file, number, "expected 3 fields, found " + fields.length);
                }
                try {
                    LocalDateTime time = LocalDateTime.parse(fields[0].replace(' ', 'T'));
                    start = start == null ? time : start;
                    consumer.accept(new TraceRequest(
                            Duration.between(start, time).toNanos(),
                            Integer.parseInt(fields[1]),
                            Integer.parseInt(fields[2]),
                            new int[0]));
                } catch (DateTimeParseException | NumberFormatException malformed) {
                    throw new TraceFormatException(file, number, String.valueOf(malformed.getMessage()));
                }
            }
        }
    }
}
