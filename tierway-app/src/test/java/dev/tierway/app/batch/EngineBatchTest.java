package dev.tierway.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.FailureException;
import dev.tierway.testing.gguf.TinyModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch on the embedded engine beside people who ask meanwhile. With {@code -Dtierway.batch.model=smollm2-135m-instruct}
 * and more {@code -Dtierway.batch.lines}, {@code -Dtierway.batch.kills}, {@code -Dtierway.batch.alone} (seconds) and {@code
 * -Dtierway.batch.every} (milliseconds between questions) it is the run whose figures are worth reading.
 */
class EngineBatchTest {
    private static final int LINES = Integer.getInteger("tierway.batch.lines", 40);
    private static final int KILLS = Integer.getInteger("tierway.batch.kills", 0);
    private static final Duration ALONE = Duration.ofSeconds(Integer.getInteger("tierway.batch.alone", 2));
    private static final int WARM = 3;
    private static final Duration EVERY = Duration.ofMillis(Integer.getInteger("tierway.batch.every", 500));
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 90, unit = TimeUnit.MINUTES)
    void results_and_ledger_agree_and_people_are_answered_meanwhile() throws Exception {
        List<String> lines = IntStream.rangeClosed(1, LINES)
                .mapToObj(
                        it -> "{\"messages\":[{\"role\":\"system\",\"content\":\"You answer in one short sentence.\"},"
                                + "{\"role\":\"user\",\"content\":\"What is " + it + " plus " + it % 17 + "?\"}],"
                                + "\"max_tokens\":" + (4 + it % 13) + "}")
                .toList();
        try (ProofRun proof = new ProofRun(folder, deployment(), lines);
                LiveTraffic people = new LiveTraffic(proof.address(), EVERY)) {
            people.awaitAnswers(WARM);
            people.taken();
            LockSupport.parkNanos(ALONE.toNanos());
            people.awaitAnswers(1);
            List<LiveTraffic.Felt> alone = people.taken();

            FutureTask<ProofRun.Ended> run = proof.begin();
            List<LiveTraffic.Felt> beside = new ArrayList<>();
            for (int kill = 1; kill <= KILLS; kill++) {
                awaitDone(proof, run, (long) LINES * kill / (KILLS + 1));
                beside.addAll(people.taken());
                proof.killAndRestart();
                people.awaitAnswers(WARM);
                people.taken();
            }
            ProofRun.Ended ended = run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            beside.addAll(people.taken());
            proof.kill();

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(proof.differences(ended)).isEmpty();
            System.out.println(LiveTraffic.text("alone", alone));
            System.out.println(LiveTraffic.text("beside batch", beside));
        }
    }

    private String deployment() {
        String model = Optional.ofNullable(System.getProperty("tierway.batch.model"))
                .orElseGet(() ->
                        TinyModel.DEFAULT.write(folder.resolve("tiny.gguf")).toString());
        return "{provider: embedded, model: \"" + model + "\", context: 2048, slots: 4, threads: 1}";
    }

    private static void awaitDone(ProofRun proof, FutureTask<ProofRun.Ended> run, long lines) {
        while (!run.isDone()) {
            try {
                if (proof.done() >= lines) {
                    return;
                }
            } catch (FailureException notNow) {
                // Asked again below.
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
