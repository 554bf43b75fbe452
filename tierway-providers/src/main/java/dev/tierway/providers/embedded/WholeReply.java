package dev.tierway.providers.embedded;

import dev.tierway.core.usage.Usage;
import dev.tierway.providers.embedded.TokenFeed.Arrival;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import org.jspecify.annotations.Nullable;

/** All answers in one body, which is complete when {@link #body} returns. */
final class WholeReply implements ProviderReply.Complete {
    private final AnswerRun run;
    private final ReplyWriter writer;
    private @Nullable Slice body;

    WholeReply(AnswerRun run, ReplyWriter writer) {
        this.run = run;
        this.writer = writer;
    }

    @Override
    public Slice body() {
        Slice written = body;
        if (written == null) {
            for (Arrival arrival = run.next(); arrival != null; arrival = run.next()) {
                run.take(arrival);
            }
            written = writer.whole(run);
            body = written;
        }
        return written;
    }

    @Override
    public Usage usage() {
        return run.usage();
    }

    @Override
    public long networkNanos() {
        return 0;
    }

    /** The reply is handed out with its first token. */
    @Override
    public long decodedNanos() {
        return 0;
    }

    @Override
    public void close() {
        run.close();
    }
}
