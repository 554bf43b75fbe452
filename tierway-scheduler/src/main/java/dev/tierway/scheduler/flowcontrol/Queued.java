package dev.tierway.scheduler.flowcontrol;

/** What a band needs to know of a request that waits in it. Deadline and cost may change only while it waits in none. */
public abstract class Queued {
    private final String project;
    private final long sequence;
    private long deadline;
    private double cost;
    int flowPlace = -1;
    int deadlinePlace = -1;

    protected Queued(String project, long sequence, long deadline, double cost) {
        this.project = project;
        this.sequence = sequence;
        this.deadline = deadline;
        this.cost = cost;
    }

    public final String project() {
        return project;
    }

    /** Rank of arrival: it stays the same over all attempts, which is how a requeued request keeps its place. */
    public final long sequence() {
        return sequence;
    }

    public final long deadline() {
        return deadline;
    }

    /** Weighted tokens it is estimated to use. */
    public final double cost() {
        return cost;
    }

    /** Whether it waits in a band. */
    public final boolean queued() {
        return deadlinePlace >= 0;
    }

    protected final void deadline(long changed) {
        deadline = changed;
    }
}
