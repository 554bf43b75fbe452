package dev.tierway.evals.dataset;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Inputs of cases, compared by the words that users say: case, spaces and punctuation do not count, and neither does what
 * the system or an assistant said. Takes 16 bytes or so for an input. Confined to one thread.
 */
public final class KnownInputs {
    private final LongIndex texts = new LongIndex();

    /**
     * Adds the {@code input} of every row of a file.
     *
     * @throws DatasetException when it cannot be read, or a row has none
     */
    public void addAll(Path file) {
        DataFormat format = DataFormat.of(file)
                .orElseThrow(() -> new DatasetException("name " + file + " .csv, .tsv, .jsonl, .json or .yaml"));
        try (RowStream rows = RowStream.open(file, format)) {
            while (rows.hasNext()) {
                Row row = rows.next();
                JsonNode input = row.item().path("input");
                if (input.isMissingNode()) {
                    throw new DatasetException(row.at() + " has no 'input'");
                }
                add(input);
            }
        }
    }

    /** Whether it was new. */
    public boolean add(JsonNode input) {
        return texts.putIfAbsent(hash(input), 0) == LongIndex.NONE;
    }

    public boolean contains(JsonNode input) {
        return texts.get(hash(input)) != LongIndex.NONE;
    }

    private static long hash(JsonNode input) {
        long[] words = Words.of(input.isArray() ? ofUsers(input) : input);
        return Words.hash(words, 0, words.length);
    }

    private static ArrayNode ofUsers(JsonNode messages) {
        ArrayNode said = JsonNodeFactory.instance.arrayNode();
        messages.forEach(message -> {
            if (message.path("role").asString("").equals("user")) {
                said.add(message.path("content"));
            }
        });
        return said;
    }
}
