package dev.tierway.evals.suite;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.evals.dataset.DataFormat;
import dev.tierway.evals.dataset.DatasetSpec;
import dev.tierway.evals.dataset.SplitSpec;
import dev.tierway.evals.grader.GraderFormats;
import dev.tierway.evals.template.PlanFiles;
import dev.tierway.evals.template.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** Reads datasets. */
record DatasetReader(PlanFiles files) {
    private static final ConfigFormat<DataFormat> FORMAT =
            GraderFormats.oneOf(DataFormat.values(), DataFormat::wireName);

    private static final ConfigFormat<String> FROZEN = ConfigFormats.TEXT.where(
            "sha256: and 64 hexadecimal digits", text -> text.startsWith("sha256:") && text.length() == 71);

    private static final double ROUNDING = 1e-9;

    DatasetSpec read(String name, ConfigReader reader) {
        if (name.contains("/")) {
            throw new IllegalArgumentException("'" + name + "' has a slash, which stands before a part of a dataset");
        }
        DatasetSpec.Source source = source(reader);
        DatasetSpec.Fields fields = new DatasetSpec.Fields(
                field("id", reader),
                field("input", reader),
                field("expected", reader),
                field("cluster", reader),
                field("trials", reader));
        return new DatasetSpec(
                name,
                source,
                fields,
                split(reader, fields),
                Optional.empty(),
                where(reader),
                reader.optional("take", ConfigFormats.COUNT)
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty),
                reader.optional("frozen", FROZEN));
    }

    private DatasetSpec.Source source(ConfigReader reader) {
        if (reader.tree("mine").isPresent()) {
            return new DatasetSpec.Source.Mined(
                    files.required("mine", reader), reader.or("approved_only", ConfigFormats.FLAG, true));
        }
        Path file = files.required("file", reader);
        Optional<DataFormat> format = reader.optional("format", FORMAT).or(() -> DataFormat.of(file));
        if (format.isEmpty() && reader.single("file")) {
            reader.problem(
                    "file", "the name of " + file + " does not tell its format; add 'format', " + FORMAT.accepts());
        }
        return new DatasetSpec.Source.Table(file, format.orElse(DataFormat.JSONL));
    }

    private static Optional<String> field(String key, ConfigReader reader) {
        Optional<String> text = TargetReader.field(key, reader);
        text.filter(it -> it.contains("{{")).ifPresent(it -> {
            try {
                Template.parse(it).expressions().stream()
                        .filter(expression -> !expression.startsWith("item"))
                        .forEach(expression -> reader.problem(
                                key, "{{" + expression + "}} is not known yet; a field is made of {{item...}} alone"));
            } catch (IllegalArgumentException malformed) {
                reader.problem(key, String.valueOf(malformed.getMessage()));
            }
        });
        return text;
    }

    private static Optional<SplitSpec> split(ConfigReader reader, DatasetSpec.Fields fields) {
        return reader.section("split", it -> Optional.of(parts(it, fields)), Optional.<SplitSpec>empty());
    }

    private static SplitSpec parts(ConfigReader reader, DatasetSpec.Fields fields) {
        SplitSpec.By known = fields.cluster().isPresent()
                ? SplitSpec.By.CLUSTER
                : fields.id().isPresent() ? SplitSpec.By.ID : SplitSpec.By.INPUT;
        Map<String, SplitSpec.By> names = new LinkedHashMap<>();
        names.put("hash", known);
        for (SplitSpec.By by : SplitSpec.By.values()) {
            names.put(by.wireName(), by);
        }
        SplitSpec.By by = reader.or("by", ConfigFormats.oneOf(names), known);
        long seed = reader.or("seed", ConfigFormats.COUNT, 0L);
        SequencedMap<String, Double> shares = new LinkedHashMap<>();
        List<String> parts = new ArrayList<>(reader.keys());
        parts.removeAll(List.of("by", "seed"));
        parts.forEach(part -> shares.put(part, reader.required(part, GraderFormats.SHARE)));
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        if (shares.isEmpty() || sum > 1 + ROUNDING) {
            throw new IllegalArgumentException(
                    "the parts of a split are shares of all cases that add up to at most 1, like train: 0.6, dev: 0.2,"
                            + " test: 0.2");
        }
        return new SplitSpec(by, shares, seed);
    }

    private static Map<String, String> where(ConfigReader reader) {
        Map<String, String> conditions = new LinkedHashMap<>();
        return reader.section(
                "where",
                it -> {
                    it.keys().forEach(key -> conditions.put(key, it.required(key, ConfigFormats.TEXT)));
                    return conditions;
                },
                conditions);
    }
}
