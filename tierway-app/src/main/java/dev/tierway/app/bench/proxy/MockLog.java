package dev.tierway.app.bench.proxy;

import java.util.TreeMap;

/** When the mock upstream first saw each named request, and when its caller left. Confined to one event loop. */
final class MockLog {
    private record Entry(long seenNanos, long leftNanos) {}

    private final TreeMap<Integer, Entry> entries = new TreeMap<>();

    void seen(int id) {
        if (id > 0) {
            entries.put(id, new Entry(System.nanoTime(), 0));
        }
    }

    void left(int id) {
        entries.computeIfPresent(id, (same, entry) -> new Entry(entry.seenNanos(), System.nanoTime()));
    }

    /** One line {@code id seen left} each, in nanoseconds of {@link System#nanoTime}; 0 for a caller that stayed. */
    String text() {
        StringBuilder out = new StringBuilder();
        entries.forEach((id, entry) -> out.append(id)
                .append(' ')
                .append(entry.seenNanos())
                .append(' ')
                .append(entry.leftNanos())
                .append('\n'));
        return out.toString();
    }
}
