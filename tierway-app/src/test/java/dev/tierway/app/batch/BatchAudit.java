package dev.tierway.app.batch;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.LedgerEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds the results of a batch, its object and the ledger against each other, line by line and in sum. Confined to one
 * thread.
 */
final class BatchAudit {
    private static final int MOST_DIFFERENCES = 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final List<String> differences = new ArrayList<>();
    private final Map<String, LedgerEntry> unseenRows = new HashMap<>();
    private final Set<String> unseenIds;
    private final Set<String> ids = new HashSet<>();
    private Usage used = Usage.NONE;
    private long costNanos;

    private BatchAudit(Told told) {
        unseenIds = new HashSet<>(told.customIds());
        for (LedgerEntry row : told.rows()) {
            if (unseenRows.put(row.requestId(), row) != null) {
                differ("the ledger has " + row.requestId() + " twice");
            }
        }
    }

    /**
     * What is held against each other.
     *
     * @param customIds of the input
     * @param output file; may be missing
     * @param errors file; may be missing
     * @param batch as the API gives it at the end
     * @param rows of the ledger that are the batch's
     */
    record Told(Set<String> customIds, Path output, Path errors, JsonNode batch, List<LedgerEntry> rows) {
        Told {
            customIds = Set.copyOf(customIds);
            rows = List.copyOf(rows);
        }
    }

    /** What does not agree, at most {@value #MOST_DIFFERENCES}; nothing when all does. */
    static List<String> differences(Told told) throws IOException {
        BatchAudit audit = new BatchAudit(told);
        long completed = audit.lines(told.output(), true);
        long failed = audit.lines(told.errors(), false);
        audit.unseenIds.forEach(it -> audit.differ("line " + it + " has no result"));
        audit.unseenRows.keySet().forEach(it -> audit.differ("the ledger has " + it + ", which no result has"));
        JsonNode counts = told.batch().path("request_counts");
        audit.same("total", counts.path("total").asLong(-1), told.customIds().size());
        audit.same("completed", counts.path("completed").asLong(-1), completed);
        audit.same("failed", counts.path("failed").asLong(-1), failed);
        audit.sums(told.batch());
        return List.copyOf(audit.differences);
    }

    private long lines(Path file, boolean answered) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        long count = 0;
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                line(JSON.readTree(line), answered);
                count++;
            }
        }
        return count;
    }

    private void line(JsonNode line, boolean answered) {
        String customId = line.path("custom_id").asString("");
        String id = line.path("id").asString("");
        if (!unseenIds.remove(customId)) {
            differ("line " + customId + " has more than one result, or is not of the input");
        }
        if (!ids.add(id)) {
            differ("two results are called " + id);
        }
        int status = line.path("response").path("status_code").asInt(0);
        if (answered != (status == 200)) {
            differ("line " + customId + " is in the wrong file: its status is " + status);
        }
        Usage usage = usage(line.path("response").path("body").path("usage"));
        used = used.plus(usage);
        LedgerEntry row = unseenRows.remove(id);
        if (row == null) {
            if (answered) {
                differ("line " + customId + ", " + id + ", is not in the ledger");
            }
            return;
        }
        if (!row.usage().equals(usage)) {
            differ("line " + customId + " used " + usage + ", but the ledger has " + row.usage());
        }
        if (answered && row.servedTier() != ServiceTier.BATCH) {
            differ("line " + customId + " was served in " + row.servedTier());
        }
        switch (row.cost()) {
            case LedgerEntry.Cost.Priced priced -> costNanos += priced.nanos();
            case LedgerEntry.Cost.Unpriced unpriced -> differ("line " + customId + ": " + unpriced.reason());
        }
    }

    private static Usage usage(JsonNode usage) {
        long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
        return Usage.of(
                usage.path("prompt_tokens").asLong(0) - cached,
                cached,
                usage.path("completion_tokens").asLong(0));
    }

    private void sums(JsonNode batch) {
        JsonNode told = batch.path("usage");
        same("input tokens", told.path("input_tokens").asLong(-1), used.input());
        same(
                "cached tokens",
                told.path("input_tokens_details").path("cached_tokens").asLong(-1),
                used.cacheRead());
        same("output tokens", told.path("output_tokens").asLong(-1), used.output());
        BigDecimal cost = batch.path("tierway").path("cost_usd").asDecimal(BigDecimal.ONE.negate());
        if (cost.compareTo(BigDecimal.valueOf(costNanos, 9)) != 0) {
            differ("the batch cost " + cost + ", its rows " + BigDecimal.valueOf(costNanos, 9));
        }
    }

    private void same(String what, long told, long counted) {
        if (told != counted) {
            differ(what + ": the batch tells " + told + ", but there are " + counted);
        }
    }

    private void differ(String difference) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(difference);
        }
    }
}
