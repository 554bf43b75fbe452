package dev.tierway.evals.dataset;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How rows are written. */
public enum DataFormat {
    CSV("csv"),
    TSV("tsv"),
    /** One JSON object a line. */
    JSONL("jsonl"),
    /** One JSON array of objects. */
    JSON("json"),
    /** One YAML list of mappings. */
    YAML("yaml");

    private final String wireName;

    DataFormat(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The format that a file's name ends in; empty when it tells nothing. */
    public static Optional<DataFormat> of(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Optional.ofNullable(
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "csv" -> CSV;
                    case "tsv", "tab" -> TSV;
                    case "jsonl", "ndjson" -> JSONL;
                    case "json" -> JSON;
                    case "yaml", "yml" -> YAML;
                    default -> null;
                });
    }
}
