package dev.tierway.providers.openai;

import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import dev.tierway.providers.spi.Slice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the top-level members of a JSON body, made by splicing around the bytes that stay. Bytes outside the
 * changed members and the commas beside them are never copied. Confined to one thread.
 */
final class BodyEdits {
    private static final Slice COMMA = Slice.utf8(",");

    private final byte[] body;
    private final List<JsonField> fields;
    private final @Nullable Slice[] changes;
    private final boolean[] removed;
    private final List<Slice> added = new ArrayList<>(4);
    private boolean changed;

    BodyEdits(InferenceRequest request) {
        this(request.body(), request.fields());
    }

    BodyEdits(byte[] body, List<JsonField> fields) {
        this.body = body;
        this.fields = fields;
        this.changes = new @Nullable Slice[fields.size()];
        this.removed = new boolean[fields.size()];
    }

    /** Removes the member at {@code index} of the fields. */
    void remove(int index) {
        removed[index] = true;
        changed = true;
    }

    /** Gives member {@code name} the JSON {@code value}, adding it when it is not there. */
    void set(String name, Slice value) {
        changed = true;
        for (int index = 0; index < changes.length; index++) {
            if (fields.get(index).name().equals(name)) {
                changes[index] = value;
                removed[index] = false;
                return;
            }
        }
        added.add(Slice.utf8("\"" + name + "\":"));
        added.add(value);
    }

    /** The edited body. */
    List<Slice> slices() {
        if (!changed) {
            return List.of(Slice.of(body));
        }
        Splice splice = new Splice();
        for (int index = 0; index < changes.length; index++) {
            if (removed[index]) {
                splice.endRun();
            } else {
                splice.member(fields.get(index), changes[index]);
            }
        }
        return splice.end();
    }

    /** Collects the parts of the edited body; a run is a stretch of the original that has not been added yet. */
    private final class Splice {
        private final List<Slice> parts = new ArrayList<>(8);
        private boolean first = true;
        private int runStart = -1;
        private int runEnd = -1;

        void member(JsonField field, @Nullable Slice change) {
            if (runStart < 0) {
                separate();
                runStart = field.start();
            }
            if (change == null) {
                runEnd = field.valueEnd();
                return;
            }
            runEnd = field.valueStart();
            endRun();
            parts.add(change);
            runStart = field.valueEnd();
            runEnd = runStart;
        }

        private void separate() {
            parts.add(first ? Slice.utf8("{") : COMMA);
            first = false;
        }

        void endRun() {
            if (runStart >= 0 && runEnd > runStart) {
                parts.add(new Slice(body, runStart, runEnd - runStart));
            }
            runStart = -1;
        }

        List<Slice> end() {
            endRun();
            for (int index = 0; index < added.size(); index += 2) {
                separate();
                parts.add(added.get(index));
                parts.add(added.get(index + 1));
            }
            parts.add(Slice.utf8(first ? "{}" : "}"));
            return parts;
        }
    }
}
