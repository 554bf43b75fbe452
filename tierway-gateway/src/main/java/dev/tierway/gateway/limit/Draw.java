package dev.tierway.gateway.limit;

import dev.tierway.core.usage.Usage;
import java.util.OptionalLong;

/**
 * What one request takes from its limits, estimated or actual.
 *
 * @param requests 1, or 0 for what continues a request that was counted
 * @param tokens input and output tokens; what was read from a cache does not count
 * @param costNanos nano-dollars; empty when the request has no price, which is not the same as free
 */
public record Draw(long requests, long tokens, OptionalLong costNanos) {
    public Draw {
        if (requests < 0 || tokens < 0 || costNanos.orElse(0) < 0) {
            throw new IllegalArgumentException(
                    "a draw is not negative: requests=" + requests + " tokens=" + tokens + " cost=" + costNanos);
        }
    }

    /** One request of {@code tokens} that cost {@code costNanos}. */
    public static Draw priced(long tokens, long costNanos) {
        return new Draw(1, tokens, OptionalLong.of(costNanos));
    }

    /** One request of {@code tokens} without a price. */
    public static Draw unpriced(long tokens) {
        return new Draw(1, tokens, OptionalLong.empty());
    }

    /** What was used: all tokens but those read from a cache. */
    public static Draw used(long requests, Usage usage, OptionalLong costNanos) {
        return new Draw(requests, usage.total() - usage.cacheRead(), costNanos);
    }

    /** What stays of a request that used nothing: it was made. */
    Draw unused() {
        return new Draw(requests, 0, OptionalLong.of(0));
    }

    /** The greater of both in every part. */
    Draw atLeast(Draw other) {
        return new Draw(
                Math.max(requests, other.requests),
                Math.max(tokens, other.tokens),
                costNanos.isPresent() || other.costNanos.isPresent()
                        ? OptionalLong.of(Math.max(costNanos.orElse(0), other.costNanos.orElse(0)))
                        : OptionalLong.empty());
    }
}
