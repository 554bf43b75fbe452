package dev.tierway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.testing.FakeTicker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final FakeTicker ticker = new FakeTicker();

    @Test
    void a_terminal_sees_one_line_that_fills_up() {
        ProgressBar bar = bar(true);
        bar.progressed("model", 0, 100_000_000);
        bar.progressed("model", 10_000_000, 100_000_000);
        ticker.advance(Duration.ofMillis(200));
        bar.progressed("model", 50_000_000, 100_000_000);
        bar.progressed("model", 100_000_000, 100_000_000);

        assertThat(shown().split("\r", -1)).hasSize(4);
        assertThat(shown())
                .contains("fetching model  [###############               ]  50.0 MB of 100.0 MB")
                .endsWith("100.0 MB of 100.0 MB\u001b[K\n");
    }

    @Test
    void a_log_sees_the_start_and_the_end_only() {
        ProgressBar bar = bar(false);
        for (int percent = 0; percent <= 100; percent++) {
            ticker.advance(Duration.ofSeconds(1));
            bar.progressed("model", percent * 1_000_000L, 100_000_000);
        }
        bar.progressed("model", 100_000_000, 100_000_000);

        assertThat(shown().lines()).hasSize(2);
        assertThat(shown()).doesNotContain("\r");
    }

    @Test
    void an_unknown_size_is_not_divided_by() {
        bar(true).progressed("natives", 1_500_000, 0);
        assertThat(shown()).contains("fetching natives  1.5 MB");
    }

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, ticker);
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
