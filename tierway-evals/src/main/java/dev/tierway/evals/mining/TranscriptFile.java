package dev.tierway.evals.mining;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads files of transcripts. */
public final class TranscriptFile {
    private static final JsonMapper JSON = JsonMapper.shared();

    private TranscriptFile() {}

    /**
     * All transcripts of {@code file} in which the customer spoke.
     *
     * @throws IOException when it cannot be read; malformed JSON is told with its line
     */
    public static List<Transcript> read(Path file, TranscriptFormat format) throws IOException {
        List<Transcript> transcripts = new ArrayList<>();
        if (format.oneList()) {
            int number = 0;
            for (JsonNode record : tree(file, Files.readString(file, StandardCharsets.UTF_8), 1)) {
                keep(format.read(record, ++number), transcripts);
            }
            return transcripts;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    keep(format.read(tree(file, line, number), number), transcripts);
                }
            }
        }
        return transcripts;
    }

    private static void keep(Transcript transcript, List<Transcript> transcripts) {
        if (transcript.customerTurns() > 0) {
            transcripts.add(transcript);
        }
    }

    private static JsonNode tree(Path file, String text, int line) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException malformed) {
            throw new IOException(file + ":" + line + ": not JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
