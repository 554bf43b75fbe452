package dev.tierway.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.tierway.engine.catalogue.CacheFolder;
import dev.tierway.engine.catalogue.HubDownload;
import dev.tierway.engine.catalogue.ModelCatalogue;
import dev.tierway.engine.catalogue.ModelStore;
import dev.tierway.engine.catalogue.NativeBundle;
import dev.tierway.engine.catalogue.Natives;
import dev.tierway.engine.catalogue.TransferListener;
import dev.tierway.engine.llama.LlamaBackend;
import dev.tierway.engine.llama.LlamaLibrary;
import dev.tierway.engine.llama.LlamaModel;
import dev.tierway.engine.step.StepBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the engine's binding costs: the same prefill and decode work on {@link BareDecodeLoop} and on
 * {@link LlamaBackend}, taking turns, in CPU time of the process.
 *
 * <p>Arguments: model name or path, threads, rounds; by default {@code smollm2-135m-instruct 1 5}.
 */
public final class BareDecodeBenchmark {
    private static final int CELLS = 2048;
    private static final int PROMPT = 512;
    private static final int CHUNK = 512;
    private static final int STEPS = 32;
    private static final int[] STREAMS = {1, 4, 8};
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private BareDecodeBenchmark() {}

    public static void main(String[] arguments) {
        String name = arguments.length > 0 ? arguments[0] : "smollm2-135m-instruct";
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        CacheFolder cache = CacheFolder.of(System.getenv());
        NativeBundle natives =
                new Natives(cache, System.getenv()).findOrInstall(Optional.empty(), TransferListener.SILENT);
        Path file = new ModelStore(cache, ModelCatalogue.builtIn(), HubDownload.of(System.getenv()))
                .locate(name, TransferListener.SILENT);
        LlamaLibrary library = LlamaLibrary.open(natives);
        System.out.printf(
                Locale.ROOT, "%s, llama.cpp %s, %d thread(s), %d rounds%n", name, library.version(), threads, rounds);
        System.out.printf(Locale.ROOT, "%-14s %12s %12s %8s%n", "tokens/cpu-s", "bare", "engine", "ratio");
        try (LlamaModel model = library.load(file);
                LlamaBackend backend = new LlamaBackend(model, new LlamaBackend.Options(CELLS, 512, 64, threads));
                BareDecodeLoop bare = new BareDecodeLoop(natives, file, CELLS, threads)) {
            int[] prompt = prompt(model.vocabularySize());
            Guarded guarded = new Guarded(backend);
            compare("prefill", rounds, PROMPT, () -> prefill(bare, prompt), () -> guarded.prefill(prompt));
            for (int streams : STREAMS) {
                prefill(bare, prompt);
                bare.fork(streams);
                guarded.prefill(prompt);
                guarded.fork(streams);
                compare(
                        "decode b=" + streams,
                        rounds,
                        streams * STEPS,
                        () -> bare.decode(streams, STEPS),
                        () -> guarded.decode(streams, STEPS));
            }
        }
    }

    private static void prefill(BareDecodeLoop bare, int[] prompt) {
        bare.clear();
        bare.prefill(0, prompt, CHUNK);
    }

    private static int[] prompt(int vocabularySize) {
        int[] prompt = new int[PROMPT];
        Arrays.setAll(prompt, at -> 100 + (at * 7919) % (vocabularySize / 2));
        return prompt;
    }

    /** Medians over rounds in which both take turns; one round before is not counted. */
    private static void compare(String what, int rounds, int tokens, Runnable bare, Runnable engine) {
        double[] bareRates = new double[rounds];
        double[] engineRates = new double[rounds];
        double[] ratios = new double[rounds];
        rate(tokens, bare);
        rate(tokens, engine);
        for (int round = 0; round < rounds; round++) {
            bareRates[round] = rate(tokens, bare);
            engineRates[round] = rate(tokens, engine);
            ratios[round] = engineRates[round] / bareRates[round];
        }
        System.out.printf(
                Locale.ROOT,
                "%-14s %12.1f %12.1f %8.3f%n",
                what,
                median(bareRates),
                median(engineRates),
                median(ratios));
    }

    private static double rate(int tokens, Runnable work) {
        long before = SYSTEM.getProcessCpuTime();
        work.run();
        return tokens * 1e9 / (SYSTEM.getProcessCpuTime() - before);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The same loop on the engine's backend, with its checks. */
    private static final class Guarded {
        private final LlamaBackend backend;
        private final StepBatch batch = new StepBatch(CHUNK);
        private final int[] last = new int[64];
        private int streams = 1;
        private int position;

        Guarded(LlamaBackend backend) {
            this.backend = backend;
        }

        void prefill(int[] prompt) {
            for (int stream = 0; stream < streams; stream++) {
                backend.release(stream);
            }
            for (int from = 0; from < prompt.length; from += CHUNK) {
                batch.clear();
                for (int at = from; at < Math.min(prompt.length, from + CHUNK); at++) {
                    batch.add(prompt[at], at, 0, at == prompt.length - 1);
                }
                backend.decode(batch);
            }
            position = prompt.length;
            last[0] = best(0);
        }

        void fork(int count) {
            for (int stream = 1; stream < count; stream++) {
                backend.copyPrefix(0, stream, position);
                last[stream] = last[0];
            }
            streams = count;
        }

        void decode(int count, int steps) {
            for (int step = 0; step < steps; step++) {
                batch.clear();
                for (int stream = 0; stream < count; stream++) {
                    batch.add(last[stream], position, stream, true);
                }
                backend.decode(batch);
                position++;
                for (int stream = 0; stream < count; stream++) {
                    last[stream] = best(stream);
                }
            }
        }

        private int best(int row) {
            MemorySegment logits = backend.logits(row);
            int best = 0;
            float most = logits.get(ValueLayout.JAVA_FLOAT, 0);
            for (int token = 1; token < backend.vocabularySize(); token++) {
                float logit = logits.getAtIndex(ValueLayout.JAVA_FLOAT, token);
                if (logit > most) {
                    most = logit;
                    best = token;
                }
            }
            return best;
        }
    }
}
