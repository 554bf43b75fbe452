package dev.tierway.app.bench.proxy;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Many paced streams at once: how late their events come, and whether all of them come. */
final class StreamedReplies {
    private static final int OK = 200;

    private final LoadClient client;
    private final Target target;
    private final Streams streams;
    private final Tally tally;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int started;
    private int open;

    /** {@code count} streams that each play {@code script}, started evenly over {@code rampMillis}. */
    record Streams(int count, long rampMillis, MockScript script) {}

    private StreamedReplies(LoadClient client, Target target, Streams streams, Tally tally) {
        this.client = client;
        this.target = target;
        this.streams = streams;
        this.tally = tally;
    }

    static void run(LoadClient client, Target target, Streams streams, Tally tally) {
        StreamedReplies replies = new StreamedReplies(client, target, streams, tally);
        client.loop().execute(() -> replies.startDue(System.nanoTime()));
        replies.done.join();
    }

    private void startDue(long beginNanos) {
        long now = System.nanoTime();
        byte[] request = target.request(streams.script(), true, 512);
        while (started < streams.count() && dueNanos(beginNanos) <= now) {
            long due = dueNanos(beginNanos);
            started++;
            open++;
            client.send(target, request, new Stream(due));
        }
        if (started < streams.count()) {
            client.after(dueNanos(beginNanos) - now, () -> startDue(beginNanos));
        }
    }

    private long dueNanos(long beginNanos) {
        return beginNanos + TimeUnit.MILLISECONDS.toNanos(streams.rampMillis()) * started / streams.count();
    }

    private void closed(@Nullable String failure) {
        if (failure == null) {
            tally.replied();
        } else {
            tally.failed(failure);
        }
        open--;
        if (open == 0 && started == streams.count()) {
            done.complete(null);
        }
    }

    private final class Stream implements ReplyListener {
        private final long dueNanos;
        private final EventTimes times = new EventTimes(this::event);
        private int status;
        private int events;

        Stream(long dueNanos) {
            this.dueNanos = dueNanos;
        }

        private void event(long eventDueNanos) {
            long now = System.nanoTime();
            if (events++ == 0) {
                Tally.record(tally.first, now - dueNanos);
            }
            Tally.record(tally.lag, now - eventDueNanos);
        }

        @Override
        public void head(int replyStatus) {
            status = replyStatus;
        }

        @Override
        public void body(ByteBuf part) {
            times.read(part);
        }

        @Override
        public void end() {
            if (status != OK) {
                closed("status " + status);
            } else if (events != streams.script().events()) {
                closed("events missing");
            } else {
                closed(null);
            }
        }

        @Override
        public void failed(String reason) {
            closed(reason);
        }
    }
}
