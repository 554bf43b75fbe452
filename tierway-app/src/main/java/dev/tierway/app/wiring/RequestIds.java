package dev.tierway.app.wiring;

import dev.tierway.core.hash.SplitMix;
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
 * <p>The bijection is that of {@link SplitMix}.
 */
final class RequestIds implements IdSource {
    private static final long HIGH_STEP = SplitMix.GOLDEN_STEP;
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
        LONGS.set(id, 0, SplitMix.mix(highStart + count * HIGH_STEP));
        LONGS.set(id, Long.BYTES, SplitMix.mix(lowStart + count * LOW_STEP));
        return TEXT.encodeToString(id);
    }
}
