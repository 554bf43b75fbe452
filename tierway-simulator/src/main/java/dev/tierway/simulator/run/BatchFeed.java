package dev.tierway.simulator.run;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.pace.BatchPace.Commitment;
import dev.tierway.scheduler.policy.TokenWeights;
import dev.tierway.simulator.workload.Arrival;
import dev.tierway.simulator.workload.BatchJob;
import dev.tierway.simulator.workload.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a bounded number of batch lines with the dispatcher, those of the job that ends first before others. */
public final class BatchFeed {
    /** Lines of a pool that wait or run at once: enough to fill every slot and keep as many in reserve. */
    private static final int AT_ONCE = 512;

    private static final class Open {
        private final BatchJob job;
        private final List<Arrival> lines;
        private int sent;
        private int ended;
        private int served;
        private double servedTokens;

        Open(BatchJob job, long seed) {
            this.job = job;
            this.lines = job.draw(seed);
        }
    }

    private final List<Open> jobs = new ArrayList<>();
    private final TokenWeights weights;
    private int out;

    public BatchFeed(List<BatchJob> jobs, TokenWeights weights, long seed) {
        this.weights = weights;
        jobs.stream()
                .sorted(Comparator.comparingLong(BatchJob::dueNanos))
                .forEach(job -> this.jobs.add(new Open(job, seed)));
    }

    /** The next line to send; null while enough are out or none is left. */
    @Nullable
    Arrival next(long now) {
        for (Open open : jobs) {
            if (out < AT_ONCE
                    && open.job.at().toNanos() <= now
                    && now < open.job.dueNanos()
                    && open.sent < open.lines.size()) {
                out++;
                return open.lines.get(open.sent++);
            }
        }
        return null;
    }

    /** A request has ended without an answer; only those that {@link #next} gave count. */
    void ended(Arrival line) {
        Open open = of(line);
        if (open != null) {
            open.ended++;
            out--;
        }
    }

    /** A request has been answered; only those that {@link #next} gave count. */
    void served(Arrival line, Usage usage) {
        Open open = of(line);
        if (open != null) {
            open.served++;
            open.servedTokens += weights.of(usage.inputUncached(), usage.cacheRead(), usage.output());
            ended(line);
        }
    }

    private @Nullable Open of(Arrival line) {
        if (line.traffic().tier() != ServiceTier.BATCH) {
            return null;
        }
        for (Open open : jobs) {
            if (open.job.traffic().equals(line.traffic()) && open.job.at().toNanos() == line.atNanos()) {
                return open;
            }
        }
        return null;
    }

    /** What is left to do of the jobs that are there. */
    List<Commitment> commitments(long now) {
        List<Commitment> due = new ArrayList<>();
        for (Open open : jobs) {
            int left = open.lines.size() - open.ended;
            if (open.job.at().toNanos() <= now && left > 0) {
                due.add(new Commitment(left * perLine(open), open.job.dueNanos()));
            }
        }
        return due;
    }

    /** Weighted tokens of a line: those of the job that have run say, as in the gateway, else what is estimated. */
    private double perLine(Open open) {
        if (open.served > 0) {
            return open.servedTokens / open.served;
        }
        Traffic traffic = open.job.traffic();
        long input =
                (long) traffic.lengths().input().mean() + traffic.prefixes().tokens();
        return weights.of(input, 0, traffic.expectedOutputTokens());
    }

    /** When jobs come in. */
    List<Long> beginnings() {
        return jobs.stream().map(open -> open.job.at().toNanos()).distinct().toList();
    }

    /** Lines whose window ended before they were sent. */
    int neverSent(long now) {
        return jobs.stream()
                .filter(open -> open.job.dueNanos() <= now)
                .mapToInt(open -> open.lines.size() - open.sent)
                .sum();
    }
}
