package dev.tierway.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFormatsTest {
    @ParameterizedTest
    @CsvSource({
        "250us, PT0.00025S",
        "500ms, PT0.5S",
        "5s, PT5S",
        "1.5s, PT1.5S",
        "15m, PT15M",
        "1h, PT1H",
        "7d, P7D",
        "0s, PT0S"
    })
    void durations_carry_a_unit(String text, Duration expected) {
        assertThat(ConfigFormats.DURATION.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "5 s",
                "-5s",
                "5sec",
                "5S",
                "1e3ms",
                "1.s",
                ".5s",
                "1.2.3s",
                "0.0001us",
                "99999999999d"
            })
    void durations_without_an_exact_meaning_are_refused(String text) {
        assertThat(ConfigFormats.DURATION.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"512B, 512", "64KiB, 65536", "1MiB, 1048576", "2GiB, 2147483648", "1kB, 1000", "1.5MB, 1500000"})
    void sizes_tell_binary_from_decimal_units(String text, long bytes) {
        assertThat(ConfigFormats.SIZE.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1M", "1mib", "0.5B", "1 MiB"})
    void sizes_without_an_exact_meaning_are_refused(String text) {
        assertThat(ConfigFormats.SIZE.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "128, 128", "200k, 200000", "2M, 2000000", "1.5M, 1500000"})
    void counts_take_thousands_and_millions(String text, long count) {
        assertThat(ConfigFormats.COUNT.parse(text)).contains(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-1", "2m", "2K", "1_000", "1,000", "0x10"})
    void counts_must_be_whole(String text) {
        assertThat(ConfigFormats.COUNT.parse(text)).isEmpty();
    }

    @Test
    void percentages_stop_at_a_hundred() {
        assertThat(ConfigFormats.PERCENT.parse("5%")).contains(0.05);
        assertThat(ConfigFormats.PERCENT.parse("100%")).contains(1.0);
        assertThat(ConfigFormats.PERCENT.parse("100.1%")).isEmpty();
        assertThat(ConfigFormats.PERCENT.parse("5")).isEmpty();
    }

    @Test
    void money_is_exact() {
        assertThat(ConfigFormats.MONEY.parse("$500")).contains(new BigDecimal("500"));
        assertThat(ConfigFormats.MONEY.parse("$0.1")).contains(new BigDecimal("0.1"));
        assertThat(ConfigFormats.MONEY.parse("500")).isEmpty();
        assertThat(ConfigFormats.TOKEN_PRICE.parse("$0.15/M")).contains(new BigDecimal("0.00000015"));
        assertThat(ConfigFormats.TOKEN_PRICE.parse("$0.15")).isEmpty();
    }

    @Test
    void integers_keep_to_their_range() {
        ConfigFormat<Integer> port = ConfigFormats.integer(0, 65_535);
        assertThat(port.parse("8080")).contains(8080);
        assertThat(port.parse("65536")).isEmpty();
        assertThat(port.accepts()).isEqualTo("a whole number from 0 to 65535");
    }

    @Test
    void names_are_listed_in_the_message() {
        assertThat(ConfigFormats.oneOf(Map.of("b", 2, "a", 1)).accepts()).isEqualTo("one of a, b");
    }

    @Property
    void every_duration_that_is_written_reads_back(@ForAll @LongRange(max = 1_000_000_000_000L) long micros) {
        assertThat(ConfigFormats.DURATION.parse(micros + "us")).contains(Duration.ofNanos(micros * 1_000));
    }

    @Property
    void every_size_that_is_written_reads_back(@ForAll @LongRange(max = 1L << 42) long bytes) {
        assertThat(ConfigFormats.SIZE.parse(bytes + "B")).contains(bytes);
        assertThat(ConfigFormats.SIZE.parse(bytes / 1024 + "KiB")).contains(bytes / 1024 * 1024);
    }

    @Property
    void every_count_that_is_written_reads_back(@ForAll @IntRange(max = 2_000_000) int thousands) {
        assertThat(ConfigFormats.COUNT.parse(thousands + "k")).contains(thousands * 1_000L);
    }

    @Property
    void every_price_that_is_written_reads_back(
            @ForAll @BigRange(min = "0", max = "1000000") @Scale(9) BigDecimal dollars) {
        assertThat(ConfigFormats.TOKEN_PRICE.parse("$" + dollars.toPlainString() + "/M"))
                .hasValueSatisfying(price -> assertThat(price.movePointRight(6)).isEqualByComparingTo(dollars));
    }

    @Property
    void no_text_breaks_a_format(@ForAll String text) {
        assertThat(ConfigFormats.DURATION.parse(text)).isNotNull();
        assertThat(ConfigFormats.SIZE.parse(text)).isNotNull();
        assertThat(ConfigFormats.TOKEN_PRICE.parse(text)).isNotNull();
        assertThat(ConfigFormats.PERCENT.parse(text)).isNotNull();
    }
}
