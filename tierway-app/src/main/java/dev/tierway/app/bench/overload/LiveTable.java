package dev.tierway.app.bench.overload;

import static dev.tierway.app.cli.TextColumns.left;
import static dev.tierway.app.cli.TextColumns.right;

import dev.tierway.app.bench.overload.Observation.Outcome;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows a running phase: a table that is redrawn every second on a terminal, one line every ten seconds elsewhere.
 *
 * @param terminal whether {@code out} can be redrawn
 */
record LiveTable(PrintStream out, boolean terminal, Ticker ticker) {
    private static final Duration REDRAW = Duration.ofSeconds(1);
    private static final Duration LINE = Duration.ofSeconds(10);

    void says(String line) {
        out.println(line);
    }

    /** Shows {@code counters} until the returned handle is closed. */
    Following follow(String phase, Counters counters) {
        Following following = new Following(phase, counters);
        following.start();
        return following;
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    final class Following implements AutoCloseable {
        private final String phase;
        private final Counters counters;
        private final long start = ticker.nanos();
        private final Thread thread;
        private volatile boolean over;
        private int drawnLines;

        private Following(String phase, Counters counters) {
            this.phase = phase;
            this.counters = counters;
            this.thread = Thread.ofPlatform().daemon().name("live-table").unstarted(this::show);
        }

        private void start() {
            thread.start();
        }

        private void show() {
            while (!over) {
                LockSupport.parkNanos((terminal ? REDRAW : LINE).toNanos());
                if (!over) {
                    draw();
                }
            }
        }

        private synchronized void draw() {
            Collection<Observation> ended = counters.ended();
            double seconds = (ticker.nanos() - start) / 1e9;
            if (!terminal) {
                long served = ended.stream()
                        .filter(it -> it.outcome() == Outcome.SERVED)
                        .count();
                out.println(phase + " " + Math.round(seconds) + "s: " + ended.size() + " ended, " + served + " served");
                return;
            }
            StringBuilder table = new StringBuilder();
            if (drawnLines > 0) {
                table.append("\u001b[").append(drawnLines).append("A");
            }
            table.append(phase).append(' ').append(Math.round(seconds)).append("s\u001b[K\n");
            table.append(left("  tier", 12)).append(right("sent", 8)).append(right("served", 8));
            table.append(right("refused", 9)).append(right("waiting", 9)).append(right("TTFT p99 ms", 13));
            table.append("\u001b[K\n");
            int lines = 2;
            for (ServiceTier tier : ServiceTier.values()) {
                if (counters.sentIn(tier) > 0) {
                    TierSummary summary = TierSummary.of(tier, counters.sentIn(tier), ended);
                    int refused = summary.offered() - summary.served() - summary.unfinished();
                    table.append(left("  " + Mix.name(tier), 12))
                            .append(right(Integer.toString(summary.offered()), 8))
                            .append(right(Integer.toString(summary.served()), 8))
                            .append(right(Integer.toString(refused), 9))
                            .append(right(Integer.toString(summary.unfinished()), 9))
                            .append(right(number(summary.ttftMillis().worst99()), 13))
                            .append("\u001b[K\n");
                    lines++;
                }
            }
            drawnLines = lines;
            out.print(table);
            out.flush();
        }

        @Override
        public void close() {
            over = true;
            LockSupport.unpark(thread);
            if (terminal) {
                draw();
            }
        }
    }
}
