package dev.tierway.providers.embedded;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.embedded.TokenFeed.Arrival;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import org.jspecify.annotations.Nullable;

/**
 * All answers as chunks. Tokens that are there together leave together, so a reader that falls behind gets fewer and
 * longer chunks.
 */
final class StreamedReply implements ProviderReply.Streaming {
    /** What the next call of {@link #next} will do. */
    private sealed interface Due {
        record Opening(int answer) implements Due {}

        record Delta(int answer) implements Due {}

        record Ending(int answer) implements Due {}

        record Total() implements Due {}

        record End() implements Due {}

        record Broken(FailureException failure) implements Due {}
    }

    private final AnswerRun run;
    private final ReplyWriter writer;

    private int opened;
    private @Nullable Due due;

    /** The ending of an answer whose last text is being sent. */
    private @Nullable Due afterwards;

    private @Nullable Arrival unread;
    private boolean totalled;

    StreamedReply(AnswerRun run, ReplyWriter writer) {
        this.run = run;
        this.writer = writer;
        this.opened = writer.opens() ? 0 : run.answers();
    }

    @Override
    public @Nullable Slice next() {
        advance(true);
        Due now = due;
        due = null;
        return switch (now) {
            case Due.Opening opening -> writer.opening(opening.answer());
            case Due.Delta delta -> {
                Slice chunk = writer.delta(delta.answer(), run.text(delta.answer()));
                run.text(delta.answer()).taken();
                yield chunk;
            }
            case Due.Ending ending -> writer.ending(ending.answer(), run.text(ending.answer()));
            case Due.Total total -> writer.total(run.usage());
            case Due.Broken broken -> throw broken.failure();
            case Due.End end -> null;
            case null -> null;
        };
    }

    @Override
    public boolean ready() {
        advance(false);
        return due != null;
    }

    /** Finds out what is due, waiting for it only when told to. */
    private void advance(boolean wait) {
        while (due == null) {
            if (opened < run.answers()) {
                due = new Due.Opening(opened++);
            } else if (afterwards != null) {
                due = afterwards;
                afterwards = null;
            } else if (wait || unread != null || run.ready()) {
                read();
            } else {
                return;
            }
        }
    }

    private void read() {
        try {
            Arrival arrival = unread != null ? unread : run.next();
            unread = null;
            if (arrival == null) {
                due = totalled ? new Due.End() : new Due.Total();
                totalled = true;
            } else if (!run.text(arrival.answer()).ended()) {
                take(arrival);
            }
        } catch (FailureException failed) {
            due = new Due.Broken(failed);
        }
    }

    private void take(Arrival arrival) {
        int answer = arrival.answer();
        AnswerText text = run.take(arrival);
        while (!text.ended() && run.ready()) {
            Arrival more = run.next();
            if (more == null || more.answer() != answer) {
                unread = more;
                break;
            }
            run.take(more);
        }
        Due ending = text.ended() ? new Due.Ending(answer) : null;
        due = text.hasFresh() ? new Due.Delta(answer) : ending;
        afterwards = text.hasFresh() ? ending : null;
    }

    @Override
    public Usage usage() {
        return run.usage();
    }

    @Override
    public long networkNanos() {
        return 0;
    }

    @Override
    public void close() {
        run.close();
    }
}
