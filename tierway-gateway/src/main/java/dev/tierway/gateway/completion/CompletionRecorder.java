package dev.tierway.gateway.completion;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.completion.CompletionSelection.UnreadableAnswer;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.storage.completion.CompletionStore;
import dev.tierway.storage.completion.StoredCompletion;
import dev.tierway.storage.group.GroupWriter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers that are to be kept. Everything that takes time is done behind the requests' backs, by one thread;
 * requests neither wait for it nor fail of it. What finds no room to wait is dropped, and counted. Thread-safe.
 */
public final class CompletionRecorder implements AutoCloseable {
    /** {@code false} forbids to keep an answer, whatever sampling says. */
    public static final String STORE_HEADER = "x-tierway-store";

    /** Names what a request is a step of, so that feedback can be given on the whole. */
    public static final String EPISODE_HEADER = "x-tierway-episode";

    private static final System.Logger LOG = System.getLogger(CompletionRecorder.class.getName());
    private static final byte[] STORE = "\"store\"".getBytes(StandardCharsets.UTF_8);
    private static final int LONGEST_EPISODE = 256;
    private static final long MOST_BYTES_WAITING = 64L << 20;
    private static final GroupWriter.Settings WRITING =
            new GroupWriter.Settings(10_000, 100, Duration.ofMillis(20), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final CompletionSettings settings;
    private final CompletionSelection selection;
    private final CompletionStore store;
    private final WallClock clock;
    private final GroupWriter<FinishedRequest> writer;

    private final AtomicLong bytesWaiting = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong tooLarge = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();

    public CompletionRecorder(CompletionSettings settings, CompletionStore store, WallClock clock, Ticker ticker) {
        this(settings, store, clock, ticker, WRITING);
    }

    CompletionRecorder(
            CompletionSettings settings,
            CompletionStore store,
            WallClock clock,
            Ticker ticker,
            GroupWriter.Settings writing) {
        this.settings = settings;
        this.selection = new CompletionSelection(settings);
        this.store = store;
        this.clock = clock;
        this.writer = new GroupWriter<>(
                new GroupWriter.Subject<>("stored completions", FinishedRequest::id), this::write, writing, ticker);
    }

    /** Whether the answer to {@code exchange} may be kept, as far as can be told without parsing what it asks. */
    boolean mayKeep(Exchange exchange) {
        return !"false".equals(exchange.header(STORE_HEADER))
                && (!settings.sampling().isEmpty() || contains(exchange.body(), STORE));
    }

    private static boolean contains(byte[] body, byte[] pattern) {
        for (int at = 0; at <= body.length - pattern.length; at++) {
            if (body[at] == pattern[0]
                    && body[at + 1] == pattern[1]
                    && Arrays.equals(body, at, at + pattern.length, pattern, 0, pattern.length)) {
                return true;
            }
        }
        return false;
    }

    /** An exchange that copies the reply to {@code exchange} for {@link #take}. */
    CopiedReply copying(Exchange exchange) {
        return new CopiedReply(exchange, settings.maxBytes());
    }

    /** Takes an answered request, to be kept if its body or a rule says so. */
    void take(RequestRecord record, CopiedReply exchange) {
        Optional<byte[]> reply = record.completed() ? exchange.reply() : Optional.empty();
        byte[] body = exchange.body();
        boolean large =
                exchange.tooLarge() || (reply.isPresent() && reply.get().length + body.length > settings.maxBytes());
        if (large) {
            tooLarge.incrementAndGet();
        } else if (reply.isPresent()) {
            offer(new FinishedRequest(
                    record.id(),
                    record.project(),
                    record.useCase(),
                    record.model(),
                    episode(exchange.header(EPISODE_HEADER)),
                    clock.now(),
                    record.usage(),
                    record.streamed(),
                    body,
                    reply.get()));
        }
    }

    private static String episode(@Nullable String header) {
        return header == null || header.length() > LONGEST_EPISODE ? "" : header;
    }

    /** Has {@code request} kept soon, unless too many wait. */
    void offer(FinishedRequest request) {
        long waiting = bytesWaiting.addAndGet(request.bytes());
        if (waiting > MOST_BYTES_WAITING || !writer.accepting()) {
            bytesWaiting.addAndGet(-request.bytes());
            if (dropped.getAndIncrement() == 0) {
                LOG.log(Level.WARNING, "answers are not kept for now: too many wait to be written");
            }
            return;
        }
        try {
            var _ = writer.record(request);
        } catch (IllegalStateException closed) {
            bytesWaiting.addAndGet(-request.bytes());
            dropped.incrementAndGet();
        }
    }

    private void write(List<FinishedRequest> group) {
        List<StoredCompletion> chosen = new ArrayList<>();
        long bad = 0;
        long bytes = 0;
        for (FinishedRequest request : group) {
            bytes += request.bytes();
            try {
                selection.of(request).ifPresent(chosen::add);
            } catch (UnreadableAnswer notOne) {
                bad++;
            }
        }
        kept.addAndGet(store.append(chosen));
        unreadable.addAndGet(bad);
        bytesWaiting.addAndGet(-bytes);
    }

    /** Answers kept since the start. */
    public long kept() {
        return kept.get();
    }

    /** Answers that found no room to wait, since the start. */
    public long dropped() {
        return dropped.get();
    }

    /** Answers that were larger than what is kept, since the start. */
    public long tooLarge() {
        return tooLarge.get();
    }

    /** Answers that were no chat completions, since the start. */
    public long unreadable() {
        return unreadable.get();
    }

    /** Writes what waits, for some seconds at most. */
    @Override
    public void close() {
        writer.close();
        dropped.addAndGet(writer.waiting());
    }
}
