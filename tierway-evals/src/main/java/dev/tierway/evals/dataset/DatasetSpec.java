package dev.tierway.evals.dataset;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which rows of which file are cases, and how.
 *
 * @param name in the suite file
 * @param part the part of {@code split} that is wanted; all rows when empty
 * @param where values that fields or paths must have
 * @param take at most so many cases, the first ones
 * @param frozen hash that the cases of the whole file must have, before {@code part}, {@code where} and {@code take}
 */
public record DatasetSpec(
        String name,
        Source source,
        Fields fields,
        Optional<SplitSpec> split,
        Optional<String> part,
        Map<String, String> where,
        OptionalLong take,
        Optional<String> frozen) {

    /** The key of {@code where} that means a part of {@code split}, in datasets that have one. */
    public static final String SPLIT = "split";

    public DatasetSpec {
        where = Map.copyOf(where);
    }

    /** The same, of which only one part of the split is wanted. */
    public DatasetSpec only(String wanted) {
        return new DatasetSpec(name, source, fields, split, Optional.of(wanted), where, take, frozen);
    }

    /** All cases of the file, as {@code frozen} means them; those that no person approved too. */
    public DatasetSpec whole() {
        Source all = switch (source) {
            case Source.Table table -> table;
            case Source.Mined mined -> new Source.Mined(mined.path(), false);
        };
        return new DatasetSpec(
                name, all, fields, split, Optional.empty(), Map.of(), OptionalLong.empty(), Optional.empty());
    }

    /** Where rows come from. */
    public sealed interface Source {
        Path path();

        /** A file of rows. */
        record Table(Path path, DataFormat format) implements Source {}

        /**
         * Scenarios that were mined from history, JSONL.
         *
         * @param approvedOnly whether those that no person approved are left out
         */
        record Mined(Path path, boolean approvedOnly) implements Source {}
    }

    /**
     * Which parts of a row are what. Each is a field's name, a path {@code $.a.b[0]} or a template; empty means the field
     * of that very name where a row has it, and for {@code input} else the whole row, for {@code id} else the row's
     * number, for {@code cluster} else the id.
     */
    public record Fields(
            Optional<String> id,
            Optional<String> input,
            Optional<String> expected,
            Optional<String> cluster,
            Optional<String> trials) {
        public static final Fields BY_NAME =
                new Fields(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
