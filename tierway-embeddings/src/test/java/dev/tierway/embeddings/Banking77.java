package dev.tierway.embeddings;

import dev.tierway.evals.dataset.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the BANKING77 files. */
final class Banking77 {
    private Banking77() {}

    /** The first {@code most} texts of each class, in file order; the text is the input and the class what is right. */
    static List<Case> firstOfEach(Path file, int most) throws IOException {
        Map<String, Integer> taken = new HashMap<>();
        List<Case> cases = new ArrayList<>();
        for (List<String> row : rows(Files.readString(file))) {
            if (taken.merge(row.get(1), 1, Integer::sum) <= most) {
                ObjectNode item = JsonMapper.shared()
                        .createObjectNode()
                        .put("text", row.get(0))
                        .put("category", row.get(1));
                String id = Integer.toString(cases.size() + 1);
                cases.add(new Case(
                        id, id, item.path("text"), item.path("category"), item, OptionalInt.empty(), Optional.empty()));
            }
        }
        return cases;
    }

    /** Rows of two fields without the heading; a quoted field may hold commas, quotes and line ends. */
    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (c == '"' && quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (quoted || (c != ',' && c != '\n')) {
                field.append(c);
            } else {
                row.add(field.toString().strip());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(List.copyOf(row));
                    row.clear();
                }
            }
        }
        return rows.subList(1, rows.size());
    }
}
