package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.Slice;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReaderTest {
    private static Usage read(String json) {
        return Objects.requireNonNull(UsageReader.read(Slice.utf8(json))).usage();
    }

    @Test
    void cached_tokens_are_taken_out_of_prompt_tokens() {
        assertThat(read("""
                {"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,
                 "prompt_tokens_details":{"cached_tokens":64,"cache_write_tokens":16,"audio_tokens":0},
                 "completion_tokens_details":{"reasoning_tokens":12}}}""")).isEqualTo(new Usage(20, 64, 16, 0, 20, 12));
    }

    @Test
    void details_may_be_missing_or_null() {
        assertThat(read("{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":null,\"prompt_tokens_details\":null}}"))
                .isEqualTo(Usage.of(5, 0, 0));
    }

    @Test
    void sglang_counts_reasoning_beside_the_details() {
        assertThat(read("{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9,\"reasoning_tokens\":4}}"))
                .isEqualTo(new Usage(5, 0, 0, 0, 9, 4));
    }

    @Test
    void llama_cpp_timings_tell_what_was_cached() {
        assertThat(read("{\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":7},"
                        + "\"timings\":{\"prompt_n\":10,\"cache_n\":40,\"predicted_n\":7,\"prompt_ms\":1.5}}"))
                .isEqualTo(Usage.of(10, 40, 7));
        assertThat(read("{\"timings\":{\"prompt_n\":10,\"cache_n\":40,\"predicted_n\":7}}"))
                .isEqualTo(Usage.of(10, 40, 7));
    }

    @ParameterizedTest
    @CsvSource({"12.5, 12500000", "0, 0", "1000, 1000000000", "-1, -1", "1e300, -1", "'\"12\"', -1", "null, -1"})
    void llama_cpp_timings_tell_how_long_decoding_took(String millis, long nanos) {
        BackendReport report = UsageReader.read(
                Slice.utf8("{\"usage\":{\"prompt_tokens\":5},\"timings\":{\"predicted_ms\":" + millis + "}}"));

        assertThat(Objects.requireNonNull(report).decodedNanos()).isEqualTo(nanos);
    }

    @Test
    void a_reply_without_timings_tells_no_time() {
        BackendReport report = UsageReader.read(Slice.utf8("{\"usage\":{\"prompt_tokens\":5}}"));

        assertThat(Objects.requireNonNull(report).decodedNanos()).isNegative();
    }

    @Test
    void a_reply_without_usage_has_none() {
        assertThat(UsageReader.read(Slice.utf8("{\"choices\":[{\"usage\":{\"prompt_tokens\":1}}],\"usage\":null}")))
                .isNull();
        assertThat(UsageReader.read(Slice.utf8("[]"))).isNull();
    }

    @Test
    void only_an_object_counts_as_usage_in_an_event() {
        assertThat(UsageReader.hasUsage(Slice.utf8("{\"a\":1,\"usage\":{\"x\":1}}")))
                .isTrue();
        assertThat(UsageReader.hasUsage(Slice.utf8("{\"usage\": {}}"))).isTrue();
        assertThat(UsageReader.hasUsage(Slice.utf8("{\"a\":1,\"usage\":null}"))).isFalse();
        assertThat(UsageReader.hasUsage(Slice.utf8("{\"content\":\"\\\"usage\\\":{\"}")))
                .isFalse();
        assertThat(UsageReader.hasUsage(Slice.utf8(""))).isFalse();
    }

    @Property
    void whatever_a_backend_claims_counters_are_disjoint(
            @ForAll @IntRange(max = 1000) int prompt,
            @ForAll @IntRange(max = 1000) int cached,
            @ForAll @IntRange(max = 1000) int written,
            @ForAll @IntRange(max = 1000) int output,
            @ForAll @IntRange(max = 1000) int reasoning) {
        Usage usage = read(("{\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":%d,\"cache_write_tokens\":%d},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":%d}}}")
                .formatted(prompt, output, cached, written, reasoning));
        assertThat(usage.input()).isEqualTo(prompt);
        assertThat(usage.output()).isEqualTo(output);
        assertThat(usage.cacheRead()).isEqualTo(Math.min(cached, prompt));
    }
}
