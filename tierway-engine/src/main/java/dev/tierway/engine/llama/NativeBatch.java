package dev.tierway.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.tierway.engine.step.StepBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A {@code llama_batch} with room for a fixed number of rows, each in one sequence; refilled every step. */
final class NativeBatch {
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private final MemorySegment outputs;

    NativeBatch(Arena arena, int capacity) {
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        sequences = arena.allocate(JAVA_INT, capacity);
        outputs = arena.allocate(JAVA_BYTE, capacity);
        MemorySegment counts = arena.allocate(JAVA_INT, capacity);
        MemorySegment sequenceLists = arena.allocate(ADDRESS, capacity);
        for (int row = 0; row < capacity; row++) {
            counts.setAtIndex(JAVA_INT, row, 1);
            sequenceLists.setAtIndex(ADDRESS, row, sequences.asSlice((long) row * Integer.BYTES, Integer.BYTES));
        }
        struct = arena.allocate(LlamaLayouts.BATCH);
        point("token", tokens);
        point("pos", positions);
        point("n_seq_id", counts);
        point("seq_id", sequenceLists);
        point("logits", outputs);
    }

    private void point(String field, MemorySegment array) {
        struct.set(ADDRESS, LlamaLayouts.offset(LlamaLayouts.BATCH, field), array);
    }

    MemorySegment fill(StepBatch batch) {
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            tokens.setAtIndex(JAVA_INT, row, batch.token(row));
            positions.setAtIndex(JAVA_INT, row, batch.position(row));
            sequences.setAtIndex(JAVA_INT, row, batch.sequence(row));
            outputs.set(JAVA_BYTE, row, (byte) (batch.output(row) ? 1 : 0));
        }
        struct.set(JAVA_INT, 0, size);
        return struct;
    }
}
