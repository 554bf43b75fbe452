package dev.tierway.app.bench.proxy;

/** Waits for a reply that is not streamed and counts it. */
final class WholeReply implements ReplyListener {
    private static final int OK = 200;

    private final long dueNanos;
    private final Tally tally;
    private final Runnable then;
    private int status;

    /** @param then runs after it, answered or failed */
    WholeReply(long dueNanos, Tally tally, Runnable then) {
        this.dueNanos = dueNanos;
        this.tally = tally;
        this.then = then;
    }

    @Override
    public void head(int replyStatus) {
        status = replyStatus;
    }

    @Override
    public void end() {
        if (status == OK) {
            tally.replied();
            Tally.record(tally.latency, System.nanoTime() - dueNanos);
        } else {
            tally.failed("status " + status);
        }
        then.run();
    }

    @Override
    public void failed(String reason) {
        tally.failed(reason);
        then.run();
    }
}
