package dev.tierway.simulator.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A file of requests that come in together and must be done within their window.
 *
 * @param traffic what its lines are like; its arrivals say nothing, its patience is the window
 * @param at when it is there
 * @param lines requests in it
 * @param grouped whether lines that begin alike are sent one after the other, instead of in the order of the file
 */
public record BatchJob(Traffic traffic, Duration at, int lines, boolean grouped) {
    public BatchJob {
        if (lines < 1 || at.isNegative()) {
            throw new IllegalArgumentException("a batch job needs lines (" + lines + ") and a time (" + at + ")");
        }
    }

    public long dueNanos() {
        return at.plus(traffic.patience()).toNanos();
    }

    public BatchJob grouped(boolean changed) {
        return new BatchJob(traffic, at, lines, changed);
    }

    /** Its lines in the order in which they are sent. */
    public List<Arrival> draw(long seed) {
        RandomGenerator random = Samples.stream(seed, traffic.name() + "/" + at);
        List<Arrival> drawn = new ArrayList<>(lines);
        for (int line = 0; line < lines; line++) {
            drawn.add(traffic.draw(line, at.toNanos(), random));
        }
        if (grouped) {
            drawn.sort(Comparator.comparingLong(BatchJob::group));
        }
        return drawn;
    }

    private static long group(Arrival line) {
        return line.prefixBlocks().isEmpty() ? 0 : line.prefixBlocks().getFirst();
    }
}
