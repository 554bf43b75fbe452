package dev.tierway.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBackend.Outcome;
import dev.tierway.engine.step.StepBackendContract;
import dev.tierway.engine.step.StepBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaBackendTest extends StepBackendContract {
    private static final int[] PROMPT = {72, 101, 108, 108, 111, 44, 32, 119, 111, 114, 108, 100};
    private static LlamaModel model;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = TinyLlama.load(folder);
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @Override
    protected StepBackend create(int cells) {
        return TinyLlama.backend(model, cells);
    }

    @Test
    void greedy_tokens_are_the_same_alone_batched_shared_and_swapped_out() {
        List<Integer> alone = greedy(0, PROMPT, 0, 24);

        feed(9, 0, 1, 2, 3);
        backend().copyPrefix(0, 1, 7);
        List<Integer> shared = greedy(1, PROMPT, 7, 24);

        List<Integer> swapped = new ArrayList<>(greedy(2, PROMPT, 0, 10));
        byte[] saved = backend().save(2);
        backend().release(2);
        assertThat(backend().restore(3, saved)).isTrue();
        swapped.addAll(greedy(3, new int[] {swapped.getLast()}, PROMPT.length + 9, 14));

        assertThat(shared).isEqualTo(alone);
        assertThat(swapped).isEqualTo(alone);
        assertThat(batched(4)).containsOnly(alone);
    }

    @Test
    void an_abort_from_another_thread_stops_a_running_step() throws InterruptedException {
        StepBatch longStep = new StepBatch(512);
        for (int position = 0; position < 512; position++) {
            longStep.add(position % 200, position, 0, position == 511);
        }
        CountDownLatch started = new CountDownLatch(1);
        Thread aborter = Thread.ofPlatform().start(() -> {
            started.countDown();
            backend().abort(true);
        });
        started.await();
        Outcome outcome = backend().decode(longStep);
        aborter.join();
        while (outcome == Outcome.DONE) {
            backend().release(0);
            outcome = backend().decode(longStep);
        }

        assertThat(outcome).isEqualTo(Outcome.ABORTED);
        backend().abort(false);
        assertThat(backend().decode(longStep)).isEqualTo(Outcome.DONE);
    }

    @Test
    void only_its_own_thread_may_use_it() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Thread stranger = Thread.ofPlatform().start(() -> {
            try {
                backend().release(0);
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        stranger.join();

        assertThat(thrown).hasSize(1);
    }

    @Test
    void more_output_rows_than_it_has_room_for_are_refused() {
        StepBatch batch = new StepBatch(65);
        for (int sequence = 0; sequence < 65; sequence++) {
            batch.add(5, 0, sequence, true);
        }

        assertThatThrownBy(() -> backend().decode(batch)).hasMessageContaining("64 output rows");
    }

    @Test
    void threads_beyond_the_pool_are_refused() {
        assertThatThrownBy(() -> backend().threads(2, 1)).hasMessageContaining("decode threads must be 1 to 1");
    }

    @Test
    void an_absurd_context_is_refused_with_a_remedy() {
        assertThatThrownBy(() -> TinyLlama.backend(model, 2_000_000_000))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("fewer cells");
    }

    /** Four copies of the prompt that start three steps apart, their prompts cut into chunks of five tokens. */
    private List<List<Integer>> batched(int first) {
        List<List<Integer>> outputs =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int step = 0; outputs.stream().anyMatch(output -> output.size() < 24); step++) {
            StepBatch batch = new StepBatch(64);
            int[] rows = {-1, -1, -1, -1};
            for (int stream = 0; stream < 4; stream++) {
                int age = step - 3 * stream;
                int done = Math.min(PROMPT.length, Math.max(0, age) * 5);
                List<Integer> output = outputs.get(stream);
                if (age >= 0 && done < PROMPT.length) {
                    int end = Math.min(PROMPT.length, done + 5);
                    for (int position = done; position < end; position++) {
                        int row = batch.add(PROMPT[position], position, first + stream, position == PROMPT.length - 1);
                        rows[stream] = Math.max(rows[stream], row);
                    }
                } else if (age >= 0 && output.size() < 24) {
                    int position = PROMPT.length + output.size() - 1;
                    rows[stream] = batch.add(output.getLast(), position, first + stream, true);
                }
            }
            assertThat(backend().decode(batch)).isEqualTo(Outcome.DONE);
            for (int stream = 0; stream < 4; stream++) {
                if (rows[stream] >= 0) {
                    outputs.get(stream).add(best(rows[stream]));
                }
            }
        }
        return outputs;
    }

    /** Feeds {@code prompt} from {@code from} on, then {@code count} greedy tokens. A one-token prompt stands at {@code from}. */
    private List<Integer> greedy(int sequence, int[] prompt, int from, int count) {
        int[] rest = from < prompt.length ? Arrays.copyOfRange(prompt, from, prompt.length) : prompt;
        feed(sequence, from, rest);
        List<Integer> output = new ArrayList<>(List.of(best(0)));
        while (output.size() < count) {
            feed(sequence, from + rest.length + output.size() - 1, output.getLast());
            output.add(best(0));
        }
        return output;
    }

    private int best(int row) {
        MemorySegment logits = backend().logits(row);
        int best = 0;
        for (int token = 1; token < backend().vocabularySize(); token++) {
            if (logits.getAtIndex(ValueLayout.JAVA_FLOAT, token) > logits.getAtIndex(ValueLayout.JAVA_FLOAT, best)) {
                best = token;
            }
        }
        return best;
    }
}
