package dev.tierway.providers.embedded;

import dev.tierway.engine.Finish;
import dev.tierway.engine.Generation;
import dev.tierway.engine.Token;
import org.jspecify.annotations.Nullable;

/** The feed of one generation. */
final class SingleFeed implements TokenFeed {
    private final Generation generation;
    private boolean ended;

    SingleFeed(Generation generation) {
        this.generation = generation;
    }

    @Override
    public @Nullable Arrival next() {
        if (ended) {
            return null;
        }
        Token token = generation.next();
        ended = token == null;
        return new Arrival(0, token, token == null ? generation.finish() : Finish.RUNNING);
    }

    @Override
    public boolean ready() {
        return ended || generation.ready();
    }

    @Override
    public void close() {
        generation.close();
    }
}
