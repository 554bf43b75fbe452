package dev.tierway.app.wiring;

import dev.tierway.core.time.IdSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Ids of 128 bits that never repeat within a process, and in practice not between processes: two counters that start
 * at random and pass through a bijection. They are no secrets: who sees some can work out the others. Thread-safe.
 *
 * <p>Steps and bijection are those of SplitMix64 (Steele, Lea, Flood 2014).
 */
final class RequestIds implements IdSource {
    private static final long HIGH_STEP = 0x9e3779b97f4a7c15L;
    private static final long LOW_STEP = 0xd1342543de82ef95L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final long highStart;
    private final long lowStart;
    private final AtomicLong drawn = new AtomicLong();

    /** @param random where the counters start; must differ between processes */
    RequestIds(RandomGenerator random) {
        highStart = random.nextLong();
        lowStart = random.nextLong();
    }

    @Override
    public String next() {
        long count = drawn.getAndIncrement();
        byte[] id = new byte[2 * Long.BYTES];
        LONGS.set(id, 0, mix(highStart + count * HIGH_STEP));
        LONGS.set(id, Long.BYTES, mix(lowStart + count * LOW_STEP));
        return TEXT.encodeToString(id);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
