package dev.tierway.providers.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names under which an engine reports its load in Prometheus text. Several names are alternatives of different
 * versions.
 *
 * @param path below the server's root
 * @param kvUsage share of KV cache in use, 0 to 1; empty when the engine does not tell
 * @param blocks where the size of the KV cache is told, if it is
 */
record MetricsDialect(
        String path,
        List<String> running,
        List<String> waiting,
        List<String> kvUsage,
        @Nullable Blocks blocks) {

    /**
     * An info metric whose labels give the KV cache in blocks.
     *
     * @param size label with the tokens a block holds
     * @param count label with the number of blocks
     */
    record Blocks(String metric, String size, String count) {}
}
