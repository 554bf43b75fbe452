package dev.tierway.app.wiring;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened so far, closed in reverse. Confined to one thread until it is closed. */
final class OpenedParts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OpenedParts.class.getName());

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        opened.push(part);
        return part;
    }

    /** Closes each; one that fails does not keep the others open. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception failed) {
                LOG.log(System.Logger.Level.WARNING, "a part of the gateway did not close: " + part.getClass(), failed);
            }
        }
    }
}
