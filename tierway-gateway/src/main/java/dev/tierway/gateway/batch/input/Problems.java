package dev.tierway.gateway.batch.input;

import dev.tierway.storage.batch.BatchProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is wrong with an input, up to {@value #MOST}. Confined to one thread. */
final class Problems {
    static final int MOST = 100;

    /** Messages repeat what callers wrote, however long it is. */
    private static final int LONGEST_MESSAGE = 500;

    private final List<BatchProblem> found = new ArrayList<>();

    /** Of one line. */
    void ofLine(long line, String code, String message, @Nullable String param) {
        add(code, message, param, OptionalLong.of(line));
    }

    /** Of the whole. */
    void ofAll(String code, String message, @Nullable String param) {
        add(code, message, param, OptionalLong.empty());
    }

    private void add(String code, String message, @Nullable String param, OptionalLong line) {
        if (!full()) {
            String shown =
                    message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
            found.add(new BatchProblem(code, shown, Optional.ofNullable(param), line));
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /** Whether looking for more is of no use. */
    boolean full() {
        return found.size() >= MOST;
    }

    List<BatchProblem> list() {
        return List.copyOf(found);
    }
}
