package dev.tierway.app.cli;

import dev.tierway.core.time.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Draws transfers: one line that is redrawn on a terminal, a line at the start and the end of each elsewhere. Confined to
 * the transferring thread.
 */
final class ProgressBar implements Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final PrintStream out;
    private final boolean terminal;
    private final Ticker ticker;
    private String current = "";
    private long drawnNanos;
    private boolean finished;

    ProgressBar(PrintStream out, boolean terminal, Ticker ticker) {
        this.out = out;
        this.terminal = terminal;
        this.ticker = ticker;
    }

    @Override
    public void progressed(String what, long bytes, long total) {
        boolean starts = !what.equals(current);
        boolean ends = total > 0 && bytes >= total;
        if (starts) {
            current = what;
            finished = false;
        }
        if (finished) {
            return;
        }
        finished = ends;
        long now = ticker.nanos();
        if (terminal && (starts || ends || now - drawnNanos >= REDRAW_NANOS)) {
            drawnNanos = now;
            out.print("\r" + line(what, bytes, total) + "\u001b[K" + (ends ? "\n" : ""));
            out.flush();
        } else if (!terminal && (starts || ends)) {
            out.println(line(what, bytes, total));
        }
    }

    private static String line(String what, long bytes, long total) {
        if (total <= 0) {
            return "fetching " + what + "  " + megabytes(bytes);
        }
        int filled = (int) (Math.min(bytes, total) * WIDTH / total);
        return "fetching " + what + "  [" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "]  " + megabytes(bytes)
                + " of " + megabytes(total);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
