package dev.tierway.providers.fake;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An answer of a {@link ScriptedProvider}. */
public sealed interface ScriptedReply {
    /** Starts the answer; {@code closed} runs once, at its first close. */
    ProviderReply opened(Cancellation cancellation, Runnable closed);

    /** A whole JSON body. */
    static Whole whole(String json, Usage usage) {
        return new Whole(json, usage, ProviderReply.UNKNOWN, ProviderReply.UNKNOWN);
    }

    /** Events that are all there at once. */
    static Live events(Usage usage, String... payloads) {
        Live live = live(usage);
        List.of(payloads).forEach(live::send);
        live.end();
        return live;
    }

    /** A stream that a test feeds while it is read. */
    static Live live(Usage usage) {
        return new Live(usage);
    }

    /** The reply behind {@link #whole}. */
    record Whole(String json, Usage usage, long networkNanos, long decodedNanos) implements ScriptedReply {
        /** The same answer of a backend that tells its times. */
        public Whole timed(long network, long decoded) {
            return new Whole(json, usage, network, decoded);
        }

        @Override
        public ProviderReply opened(Cancellation cancellation, Runnable closed) {
            AtomicBoolean open = new AtomicBoolean(true);
            return new ProviderReply.Complete() {
                @Override
                public Slice body() {
                    return Slice.utf8(json);
                }

                @Override
                public Usage usage() {
                    return usage;
                }

                @Override
                public long networkNanos() {
                    return networkNanos;
                }

                @Override
                public long decodedNanos() {
                    return decodedNanos;
                }

                @Override
                public void close() {
                    if (open.getAndSet(false)) {
                        closed.run();
                    }
                }
            };
        }
    }

    /** The reply behind {@link #live}; sending is thread-safe. */
    final class Live implements ScriptedReply {
        private sealed interface Item {
            record Event(String payload) implements Item {}

            record Break(Failure failure) implements Item {}

            record End() implements Item {}
        }

        private final Usage usage;
        private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
        private long networkNanos = ProviderReply.UNKNOWN;

        private Live(Usage usage) {
            this.usage = usage;
        }

        /** Sets the time that the answer is to have spent on the network. */
        public Live timed(long network) {
            networkNanos = network;
            return this;
        }

        public void send(String payload) {
            items.add(new Item.Event(payload));
        }

        public void end() {
            items.add(new Item.End());
        }

        public void fail(Failure failure) {
            items.add(new Item.Break(failure));
        }

        @Override
        public ProviderReply opened(Cancellation cancellation, Runnable closed) {
            AtomicBoolean open = new AtomicBoolean(true);
            cancellation.onCancel(() -> fail(
                    Failure.of(FailureKind.UPSTREAM_FAILED, "cancelled", "the attempt was cancelled by the gateway")));
            return new ProviderReply.Streaming() {
                @Override
                public @Nullable Slice next() {
                    return switch (take()) {
                        case Item.Event event -> Slice.utf8(event.payload());
                        case Item.Break broken -> throw broken.failure().toException();
                        case Item.End end -> null;
                    };
                }

                @Override
                public boolean ready() {
                    return !items.isEmpty();
                }

                @Override
                public Usage usage() {
                    return usage;
                }

                @Override
                public long networkNanos() {
                    return networkNanos;
                }

                @Override
                public void close() {
                    if (open.getAndSet(false)) {
                        closed.run();
                    }
                }
            };
        }

        private Item take() {
            try {
                return items.take();
            } catch (InterruptedException interrupted) {
                throw new FailureException(
                        Failure.of(FailureKind.INTERNAL, "interrupted", "the reading thread was interrupted"),
                        interrupted);
            }
        }
    }
}
