package dev.tierway.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tierway.simulator.server.PrefixCache;
import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts are those of the data sets' descriptions; tests that need the traces are skipped where these are absent. */
class TraceReadersTest {
    @TempDir
    private Path folder;

    @Test
    void the_azure_trace_has_the_facts_of_its_description() throws IOException {
        List<TraceRequest> requests = azure();
        assertThat(requests).hasSize(19_366);
        assertThat(requests.stream().mapToLong(TraceRequest::inputTokens).sum()).isEqualTo(22_361_870);
        assertThat(requests.stream().mapToLong(TraceRequest::outputTokens).sum())
                .isEqualTo(4_088_665);
        assertThat(requests).isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
        assertThat(requests.getLast().atNanos() / 60_000_000_000L).isEqualTo(58);
    }

    @Test
    void the_mooncake_trace_has_the_facts_of_its_description() throws IOException {
        List<TraceRequest> requests = mooncake();
        assertThat(requests).hasSize(12_031);
        assertThat(requests.getLast().atNanos()).isEqualTo(3_536_999_000_000L);
        assertThat(requests.stream()
                        .mapToLong(each -> each.prefixBlocks().length)
                        .sum())
                .isEqualTo(288_500);
        assertThat(requests.stream()
                        .flatMapToInt(each -> Arrays.stream(each.prefixBlocks()))
                        .distinct()
                        .count())
                .isEqualTo(182_790);
    }

    @Test
    void the_prefix_cache_hits_as_often_as_the_description_of_the_mooncake_trace_says() throws IOException {
        List<TraceRequest> requests = mooncake();
        assertThat(hitShare(requests, 1_000)).isCloseTo(0.0445, within(0.00005));
        assertThat(hitShare(requests, 10_000)).isCloseTo(0.2112, within(0.00005));
        assertThat(hitShare(requests, 200_000)).isCloseTo(0.366, within(0.0005));
    }

    @Test
    void the_shipped_length_tables_are_those_of_the_traces() throws IOException {
        assertThat(lengths(azure())).isEqualTo(TraceLengths.AZURE_CONVERSATION);
        assertThat(lengths(mooncake())).isEqualTo(TraceLengths.MOONCAKE_CONVERSATION);
    }

    @Test
    void a_malformed_line_is_named() throws IOException {
        Path csv = Files.writeString(
                folder.resolve("trace.csv"),
                "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:47,x,1");
        assertThatThrownBy(() -> AzureTrace.read(csv, request -> {}))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("trace.csv, line 3")
                .hasMessageContaining("\"x\"");
        Path json = Files.writeString(folder.resolve("trace.jsonl"), "{\"timestamp\": 0, \"input_length\": 1}\n");
        assertThatThrownBy(() -> MooncakeTrace.read(json, request -> {}))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("trace.jsonl, line 1: timestamp, input_length and output_length must be there");
        Path cut = Files.writeString(folder.resolve("cut.jsonl"), "{\"timestamp\": 0, \"hash_ids\": [1,");
        assertThatThrownBy(() -> MooncakeTrace.read(cut, request -> {}))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("cut.jsonl, line 1");
    }

    private static double hitShare(List<TraceRequest> requests, int capacity) {
        PrefixCache cache = new PrefixCache(capacity);
        long hits = 0;
        long blocks = 0;
        for (TraceRequest request : requests) {
            List<Long> prompt = Arrays.stream(request.prefixBlocks())
                    .mapToObj(id -> (long) id)
                    .toList();
            hits += cache.leadingHits(prompt);
            blocks += prompt.size();
            cache.touch(prompt);
        }
        return (double) hits / blocks;
    }

    private static Lengths lengths(List<TraceRequest> requests) {
        return new Lengths(
                Quantiles.of(
                        requests.stream().mapToInt(TraceRequest::inputTokens).toArray(), TraceLengths.PERCENTS),
                Quantiles.of(
                        requests.stream().mapToInt(TraceRequest::outputTokens).toArray(), TraceLengths.PERCENTS));
    }

    private static List<TraceRequest> azure() throws IOException {
        List<TraceRequest> requests = new ArrayList<>();
        AzureTrace.read(present("azure-llm-2023-conv/AzureLLMInferenceTrace_conv.csv"), requests::add);
        return requests;
    }

    private static List<TraceRequest> mooncake() throws IOException {
        List<TraceRequest> requests = new ArrayList<>();
        MooncakeTrace.read(present("mooncake-conversation/conversation_trace.jsonl"), requests::add);
        return requests;
    }

    private static Path present(String path) {
        Optional<Path> file = SharedData.find(path);
        assumeThat(file).as("trace %s is not here", path).isPresent();
        return file.orElseThrow();
    }
}
