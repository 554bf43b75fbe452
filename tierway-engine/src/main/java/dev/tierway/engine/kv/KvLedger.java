package dev.tierway.engine.kv;

import org.jspecify.annotations.Nullable;

/**
 * Exact count of the KV cells that sequences own, alone or together. Single-threaded.
 *
 * <p>Cells lie in spans. A span points to the one before it, so sequences that share a prefix share its spans; a span's
 * cells are free once no sequence ends in it and no span follows it. A sequence is either <em>active</em> (a generation
 * runs in it) or <em>held</em> (kept for its prefix only); cells that only held sequences own are free on demand.
 */
public final class KvLedger {
    private static final class Span {
        private @Nullable Span before;
        private int length;
        /** Sequences that end here plus spans that follow. */
        private int references;
        /** Active sequences that pass through here. */
        private int active;

        private Span(@Nullable Span before, int length) {
            this.before = before;
            this.length = length;
        }
    }

    private final int cells;
    private final @Nullable Span[] last;
    private final int[] lengths;
    private final boolean[] active;
    private int used;
    private int activeCells;

    public KvLedger(int cells, int sequences) {
        this.cells = cells;
        last = new Span[sequences];
        lengths = new int[sequences];
        active = new boolean[sequences];
    }

    public int cells() {
        return cells;
    }

    public int used() {
        return used;
    }

    public int free() {
        return cells - used;
    }

    /** Cells that at least one active sequence owns. */
    public int activeCells() {
        return activeCells;
    }

    public int length(int sequence) {
        return lengths[sequence];
    }

    /** Marks {@code sequence} as active or held. New and released sequences are held. */
    public void activate(int sequence, boolean now) {
        if (active[sequence] == now) {
            return;
        }
        active[sequence] = now;
        passThrough(last[sequence], now ? 1 : -1);
    }

    /** Gives {@code sequence} {@code count} cells of its own. */
    public void append(int sequence, int count) {
        if (count > free()) {
            throw new IllegalStateException(
                    "sequence " + sequence + " needs " + count + " KV cells, " + free() + " free");
        }
        if (count == 0) {
            return;
        }
        Span end = last[sequence];
        if (end != null && end.references == 1) {
            end.length += count;
        } else {
            // The sequence's reference to the shared end becomes that of the span which follows.
            Span next = new Span(end, count);
            next.references = 1;
            next.active = active[sequence] ? 1 : 0;
            last[sequence] = next;
        }
        lengths[sequence] += count;
        used += count;
        if (active[sequence]) {
            activeCells += count;
        }
    }

    /** Makes the empty sequence {@code to} share the first {@code length} cells of {@code from}. */
    public void copyPrefix(int from, int to, int length) {
        if (lengths[to] != 0 || length > lengths[from]) {
            throw new IllegalStateException("cannot copy " + length + " cells of sequence " + from + " (has "
                    + lengths[from] + ") to " + to + " (has " + lengths[to] + ")");
        }
        Span end = endingAt(from, length);
        if (end != null) {
            end.references++;
            if (active[to]) {
                passThrough(end, 1);
            }
        }
        last[to] = end;
        lengths[to] = length;
    }

    /** Drops the cells of {@code sequence} from position {@code length} on. */
    public void truncate(int sequence, int length) {
        if (length >= lengths[sequence]) {
            return;
        }
        Span end = endingAt(sequence, length);
        Span dropped = last[sequence];
        if (end != null) {
            end.references++;
        }
        if (active[sequence]) {
            passThrough(end, 1);
            passThrough(dropped, -1);
        }
        last[sequence] = end;
        lengths[sequence] = length;
        unreference(dropped);
    }

    /** Drops all of {@code sequence}, which is held afterwards. */
    public void release(int sequence) {
        truncate(sequence, 0);
        active[sequence] = false;
    }

    /** Cells that releasing {@code sequence} would free. */
    public int exclusive(int sequence) {
        int count = 0;
        for (Span span = last[sequence]; span != null && span.references == 1; span = span.before) {
            count += span.length;
        }
        return count;
    }

    /** How many of the first {@code length} cells of {@code sequence} are active already. */
    public int activePrefix(int sequence, int length) {
        int count = 0;
        int end = lengths[sequence];
        for (Span span = last[sequence]; span != null; span = span.before) {
            int start = end - span.length;
            if (span.active > 0 && start < length) {
                count += Math.min(end, length) - start;
            }
            end = start;
        }
        return count;
    }

    /** The span of {@code sequence} that ends at position {@code length}, cut there when it goes on; null for 0. */
    private @Nullable Span endingAt(int sequence, int length) {
        if (length == 0) {
            return null;
        }
        Span span = last[sequence];
        int end = lengths[sequence];
        while (span != null && end - span.length >= length) {
            end -= span.length;
            span = span.before;
        }
        if (span == null || end == length) {
            return span;
        }
        int start = end - span.length;
        Span head = new Span(span.before, length - start);
        head.references = 1;
        head.active = span.active;
        span.before = head;
        span.length = end - length;
        return head;
    }

    private void passThrough(@Nullable Span end, int change) {
        for (Span span = end; span != null; span = span.before) {
            boolean before = span.active > 0;
            span.active += change;
            boolean after = span.active > 0;
            if (before != after) {
                activeCells += after ? span.length : -span.length;
            }
        }
    }

    private void unreference(@Nullable Span end) {
        Span span = end;
        while (span != null) {
            span.references--;
            if (span.references > 0) {
                return;
            }
            used -= span.length;
            span = span.before;
        }
    }
}
