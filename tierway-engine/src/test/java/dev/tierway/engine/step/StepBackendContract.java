package dev.tierway.engine.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.engine.step.StepBackend.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link StepBackend} does; run on the fake and on the real one. */
public abstract class StepBackendContract {
    private static final float TOLERANCE = 0.05f;

    private StepBackend backend;

    /** A backend owned by the calling thread, with at least {@code cells} and at most twice as many KV cells. */
    protected abstract StepBackend create(int cells);

    @BeforeEach
    void open() {
        backend = create(512);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void one_step_or_several_give_the_same_logits() {
        float[] whole = feed(0, 0, 5, 6, 7, 8);
        feed(1, 0, 5, 6);
        float[] inChunks = feed(1, 2, 7, 8);

        assertClose(inChunks, whole);
    }

    @Test
    void sequences_do_not_see_each_other() {
        float[] alone = feed(0, 0, 5, 6, 7);
        StepBatch mixed = new StepBatch(8);
        int[] tokens = {5, 6, 7};
        int row = -1;
        for (int position = 0; position < tokens.length; position++) {
            mixed.add(9, position, 1, false);
            row = mixed.add(tokens[position], position, 2, position == tokens.length - 1);
        }

        assertThat(backend.decode(mixed)).isEqualTo(Outcome.DONE);
        assertClose(row(row), alone);
    }

    @Test
    void output_rows_are_told_apart() {
        float[] first = feed(0, 0, 5);
        float[] second = feed(1, 0, 6);
        StepBatch both = new StepBatch(2);
        int firstRow = both.add(5, 0, 2, true);
        int secondRow = both.add(6, 0, 3, true);

        backend.decode(both);

        assertClose(row(firstRow), first);
        assertClose(row(secondRow), second);
        assertThat(second).isNotEqualTo(first);
        assertThatThrownBy(() -> backend.logits(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_copied_prefix_continues_like_the_original() {
        float[] original = feed(0, 0, 5, 6, 7, 8, 9);
        backend.copyPrefix(0, 1, 3);
        float[] continued = feed(1, 3, 8, 9);

        assertClose(continued, original);
        backend.release(0);
        backend.truncate(1, 4);
        assertClose(feed(1, 4, 9), original);
    }

    @Test
    void a_truncated_sequence_forgets_its_tail() {
        float[] expected = feed(0, 0, 5, 6, 7);
        feed(1, 0, 5, 6, 20, 21, 22);
        backend.truncate(1, 2);

        assertClose(feed(1, 2, 7), expected);
    }

    @Test
    void a_saved_sequence_resumes_where_it_was() {
        float[] expected = feed(0, 0, 5, 6, 7, 8);
        feed(1, 0, 5, 6, 7);
        byte[] saved = backend.save(1);
        backend.release(1);

        assertThat(backend.restore(2, saved)).isTrue();
        assertClose(feed(2, 3, 8), expected);
    }

    @Test
    void a_sequence_that_shares_a_prefix_can_be_saved() {
        float[] expected = feed(0, 0, 5, 6, 7, 8);
        backend.copyPrefix(0, 1, 3);
        byte[] saved = backend.save(1);
        backend.release(0);
        backend.release(1);

        assertThat(backend.restore(3, saved)).isTrue();
        assertClose(feed(3, 3, 8), expected);
    }

    @Test
    void a_full_cache_refuses_and_stays_as_it_was() {
        float[] expected = feed(0, 0, 5, 6, 7);
        backend.truncate(0, 2);
        int left = backend.cells() - 2;
        fill(1, left);

        StepBatch oneMore = new StepBatch(1);
        oneMore.add(7, 2, 0, true);
        assertThat(backend.decode(oneMore)).isEqualTo(Outcome.KV_FULL);
        assertThatThrownBy(() -> backend.logits(0)).isInstanceOf(IndexOutOfBoundsException.class);

        backend.release(1);
        assertThat(backend.decode(oneMore)).isEqualTo(Outcome.DONE);
        assertClose(row(0), expected);
    }

    @Test
    void a_restore_without_room_is_refused_and_leaves_nothing() {
        feed(0, 0, 5, 6, 7, 8);
        byte[] saved = backend.save(0);
        backend.release(0);
        fill(1, backend.cells() - 2);

        assertThat(backend.restore(0, saved)).isFalse();

        backend.release(1);
        assertThat(backend.restore(0, saved)).isTrue();
    }

    @Test
    void shared_cells_are_counted_once() {
        int half = backend.cells() / 2 + 1;
        fill(0, half);
        for (int sequence = 1; sequence < 10; sequence++) {
            backend.copyPrefix(0, sequence, half);
        }

        StepBatch one = new StepBatch(1);
        one.add(5, half, 9, true);
        assertThat(backend.decode(one)).isEqualTo(Outcome.DONE);
    }

    @Test
    void an_aborted_step_leaves_no_trace_and_can_be_repeated() {
        float[] expected = feed(0, 0, 5, 6, 7);
        feed(1, 0, 5, 6);
        StepBatch step = new StepBatch(1);
        step.add(7, 2, 1, true);

        backend.abort(true);
        assertThat(backend.decode(step)).isEqualTo(Outcome.ABORTED);
        backend.abort(false);

        assertThat(backend.decode(step)).isEqualTo(Outcome.DONE);
        assertClose(row(0), expected);
    }

    @Test
    void the_highest_sequence_is_as_good_as_any() {
        float[] expected = feed(0, 0, 5, 6);

        assertClose(feed(backend.maxSequences() - 1, 0, 5, 6), expected);
    }

    @Test
    void steps_that_do_not_fit_are_refused_before_they_run() {
        feed(0, 0, 5, 6);

        refused("token", step(backend.vocabularySize(), 2, 0));
        refused("token", step(-1, 2, 0));
        refused("sequence", step(5, 0, backend.maxSequences()));
        refused("sequence", step(5, 0, -1));
        refused("position", step(5, 3, 0));
        refused("position", step(5, 1, 0));
        refused("rows", new StepBatch(1));
        StepBatch twice = step(5, 2, 0);
        twice.add(5, 2, 0, true);
        refused("position", twice);
        StepBatch tooMany = new StepBatch(backend.maxBatch() + 1);
        for (int row = 0; row <= backend.maxBatch(); row++) {
            tooMany.add(5, row, 1, false);
        }
        refused("rows", tooMany);

        assertThat(backend.decode(step(5, 2, 0))).isEqualTo(Outcome.DONE);
    }

    @Test
    void sequence_operations_that_do_not_fit_are_refused() {
        feed(0, 0, 5, 6);
        feed(1, 0, 5);

        assertThatThrownBy(() -> backend.copyPrefix(0, 2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> backend.copyPrefix(0, 1, 2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.truncate(0, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> backend.release(backend.maxSequences())).isInstanceOf(IllegalArgumentException.class);
        byte[] saved = backend.save(0);
        assertThatThrownBy(() -> backend.restore(1, saved)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.restore(3, new byte[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> backend.restore(3, new byte[300])).isInstanceOf(IllegalArgumentException.class);
    }

    /** Feeds {@code tokens} at {@code position} of {@code sequence} in one step; the logits after the last. */
    protected final float[] feed(int sequence, int position, int... tokens) {
        StepBatch batch = new StepBatch(tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            batch.add(tokens[i], position + i, sequence, i == tokens.length - 1);
        }
        assertThat(backend.decode(batch)).isEqualTo(Outcome.DONE);
        return row(0);
    }

    protected final StepBackend backend() {
        return backend;
    }

    /** Equal up to rounding: kernels differ between batch shapes, and a KV cache may hold half-precision floats. */
    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        float furthest = 0;
        for (int token = 0; token < actual.length; token++) {
            furthest = Math.max(furthest, Math.abs(actual[token] - expected[token]));
        }
        assertThat(furthest).isLessThan(TOLERANCE);
    }

    private void fill(int sequence, int length) {
        for (int from = 0; from < length; from += backend.maxBatch()) {
            StepBatch batch = new StepBatch(backend.maxBatch());
            for (int position = from; position < Math.min(length, from + backend.maxBatch()); position++) {
                batch.add(position % 50, position, sequence, false);
            }
            assertThat(backend.decode(batch)).isEqualTo(Outcome.DONE);
        }
    }

    private float[] row(int row) {
        MemorySegment logits = backend.logits(row);
        assertThat(logits.byteSize()).isEqualTo((long) backend.vocabularySize() * Float.BYTES);
        return logits.toArray(ValueLayout.JAVA_FLOAT);
    }

    private static StepBatch step(int token, int position, int sequence) {
        StepBatch batch = new StepBatch(2);
        batch.add(token, position, sequence, true);
        return batch;
    }

    private void refused(String reason, StepBatch batch) {
        assertThatThrownBy(() -> backend.decode(batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
