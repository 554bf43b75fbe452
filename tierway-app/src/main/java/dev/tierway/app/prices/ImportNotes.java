package dev.tierway.app.prices;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an import could not express or had to assume, with the models concerned. Confined to one import. */
final class ImportNotes {
    private final Map<String, List<String>> modelsByNote = new LinkedHashMap<>();

    void add(String model, String note) {
        modelsByNote.computeIfAbsent(note, _ -> new ArrayList<>()).add(model);
    }

    /** Each note and its models, in the order of their first occurrence. */
    Map<String, List<String>> byNote() {
        return modelsByNote;
    }
}
