package dev.tierway.app.batch;

import dev.tierway.core.time.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how far a batch has come: one line that is redrawn on a terminal; elsewhere a line for every change of its status,
 * every tenth of its lines, and every minute. Confined to one thread.
 */
final class RunView {
    private static final int WIDTH = 30;
    private static final int TENTHS = 10;
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final PrintStream out;
    private final boolean terminal;
    private final Ticker ticker;
    private final LineRate rate = new LineRate();
    private String phase = "";
    private long tenth;
    private long shownNanos;
    private boolean drawn;

    RunView(PrintStream out, boolean terminal, Ticker ticker) {
        this.out = out;
        this.terminal = terminal;
        this.ticker = ticker;
    }

    /** So much of the input is on its way. */
    void uploading(long bytes, long total) {
        String size = megabytes(total);
        show(
                "uploading",
                0,
                0,
                terminal ? bar(bytes, total) + "  " + megabytes(bytes) + " of " + size + " sent" : "sending " + size);
    }

    void state(BatchState batch) {
        BatchState.Counts counts = batch.counts();
        if (batch.status().equals("in_progress")) {
            rate.observe(ticker.nanos(), counts.done());
        }
        show(batch.status(), counts.done(), counts.total(), line(batch));
    }

    /** Something that must not be overlooked. */
    void note(String text) {
        end();
        out.println(text);
    }

    /** Leaves the line that is redrawn. */
    void end() {
        if (drawn) {
            out.println();
            drawn = false;
        }
    }

    private void show(String nowIn, long done, long total, String line) {
        long now = ticker.nanos();
        boolean begins = !nowIn.equals(phase);
        long nowTenth = total > 0 ? done * TENTHS / total : 0;
        if (terminal) {
            if (begins || (total > 0 && done == total) || now - shownNanos >= REDRAW_NANOS) {
                shownNanos = now;
                out.print("\r" + line + "\u001b[K");
                out.flush();
                drawn = true;
            }
        } else if (begins || nowTenth > tenth || now - shownNanos >= QUIET_NANOS) {
            shownNanos = now;
            out.println(line);
        }
        phase = nowIn;
        tenth = nowTenth;
    }

    private String line(BatchState batch) {
        BatchState.Counts counts = batch.counts();
        StringBuilder line = new StringBuilder();
        if (counts.total() == 0) {
            line.append(batch.id()).append("  ").append(batch.status());
        } else {
            line.append(bar(counts.done(), counts.total()))
                    .append("  ")
                    .append(batch.status())
                    .append(", ")
                    .append(counts.done())
                    .append(" of ")
                    .append(counts.total())
                    .append(" lines");
        }
        if (counts.failed() > 0) {
            line.append(", ").append(counts.failed()).append(" failed");
        }
        if (batch.status().equals("in_progress") && rate.perSecond() > 0) {
            line.append(String.format(Locale.ROOT, ", %.1f/s", rate.perSecond()));
            rate.timeFor(counts.total() - counts.done())
                    .ifPresent(left -> line.append(", ").append(time(left)).append(" left"));
        }
        batch.cost().ifPresent(cost -> line.append(", ").append(cost));
        return line.toString();
    }

    private String bar(long done, long total) {
        if (!terminal) {
            return percent(done, total);
        }
        int filled = total <= 0 ? 0 : (int) (Math.min(done, total) * WIDTH / total);
        return "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "]";
    }

    private static String percent(long done, long total) {
        return (total <= 0 ? 0 : done * 100 / total) + "%";
    }

    /** {@code 45s}, {@code 3m 20s}, {@code 2h 5m}, {@code 3d 4h}: two units at most. */
    static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + "h " + seconds % 3_600 / 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds % 86_400 / 3_600 + "h";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
