package dev.tierway.app.wiring;

import dev.tierway.core.hash.SplitMix;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Ids in the form of <a href="https://github.com/ulid/spec">ULIDs</a>: 48 bits of the wall clock's milliseconds, so that
 * an index of them grows at one end, and 80 bits that never repeat within a process, and in practice not between
 * processes: two counters that start at random and pass through the bijection of {@link SplitMix}. They are no secrets:
 * who sees some can work out others. Thread-safe.
 */
final class RequestIds implements IdSource {
    private static final long HIGH_STEP = SplitMix.GOLDEN_STEP;
    private static final long LOW_STEP = 0xd1342543de82ef95L;
    private static final int RANDOM_HIGH_BITS = 16;
    private static final int LENGTH = 26;
    private static final int BITS = 5;
    private static final int LAST = (1 << BITS) - 1;

    /** Crockford's base 32, in the order of ASCII. */
    private static final byte[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.US_ASCII);

    private final WallClock clock;
    private final long highStart;
    private final long lowStart;
    private final AtomicLong drawn = new AtomicLong();

    /** @param random where the counters start; must differ between processes */
    RequestIds(WallClock clock, RandomGenerator random) {
        this.clock = clock;
        highStart = random.nextLong();
        lowStart = random.nextLong();
    }

    @Override
    public String next() {
        long count = drawn.getAndIncrement();
        long random = SplitMix.mix(highStart + count * HIGH_STEP);
        long high = (clock.now().toEpochMilli() << RANDOM_HIGH_BITS) | (random >>> (Long.SIZE - RANDOM_HIGH_BITS));
        return text(high, SplitMix.mix(lowStart + count * LOW_STEP));
    }

    private static String text(long high, long low) {
        byte[] text = new byte[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS[(int) low & LAST];
            low = (low >>> BITS) | (high << (Long.SIZE - BITS));
            high >>>= BITS;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
