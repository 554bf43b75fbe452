package dev.tierway.benchmarks;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.engine.EmbeddedEngine;
import dev.tierway.engine.EngineSettings;
import dev.tierway.engine.Generation;
import dev.tierway.engine.GenerationRequest;
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
import dev.tierway.engine.text.Sampler;
import dev.tierway.engine.text.Tokenizer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Measures the embedded engine on one CPU thread in CPU time, next to {@link BareDecodeLoop} on the same natives: prefill
 * and decode at batch 1, 4 and 8 (interleaved rounds, median of the rounds' ratios), first token of a cached against a cold
 * prompt, swapping against computing again, and the share of a step spent outside the backend.
 *
 * <p>Arguments: {@code [model name or GGUF path] [rounds] [all | prefill | decode | cache]}. Prints a table, then JSON.
 */
public final class EngineBench {
    private static final int PREFILL_TOKENS = 512;
    private static final int DECODE_TOKENS = 64;
    /** Enough steps for the compiler to have finished with what runs once a step. */
    private static final int WARM_UP_TOKENS = 1500;

    private static final int[] BATCHES = {1, 4, 8};

    private final NativeBundle natives;
    private final Path modelFile;
    private final LlamaModel model;
    private final int rounds;
    private final Random random = new Random(7);
    private final Report report = new Report();

    private EngineBench(NativeBundle natives, Path modelFile, LlamaModel model, int rounds) {
        this.natives = natives;
        this.modelFile = modelFile;
        this.model = model;
        this.rounds = rounds;
    }

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        CacheFolder cache = CacheFolder.of(environment);
        NativeBundle natives = new Natives(cache, environment).findOrInstall(Optional.empty(), TransferListener.SILENT);
        Path modelFile = new ModelStore(cache, ModelCatalogue.builtIn(), HubDownload.of(environment))
                .locate(args.length > 0 ? args[0] : "smollm2-135m-instruct", TransferListener.SILENT);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        try (LlamaModel model = LlamaLibrary.open(natives).load(modelFile)) {
            new EngineBench(natives, modelFile, model, rounds).run(args.length > 2 ? args[2] : "all");
        }
    }

    private void run(String part) {
        boolean all = part.equals("all");
        try (BareDecodeLoop bare = new BareDecodeLoop(natives, modelFile, 8192, 1)) {
            if (all || part.equals("decode")) {
                warmUp(bare);
            }
            for (int batch : BATCHES) {
                if (all || part.equals("prefill")) {
                    prefill(bare, batch);
                }
                if (all || part.equals("decode")) {
                    decode(bare, batch);
                }
            }
        }
        if (all || part.equals("cache")) {
            swap(firstToken());
        }
        System.out.print(report.table());
        System.out.println(report.json());
    }

    private void warmUp(BareDecodeLoop bare) {
        List<int[]> prompt = prompts(1, 32);
        try (Bed bed = new Bed(8192)) {
            bed.generate(prompt, WARM_UP_TOKENS);
        }
        bare.prefill(0, prompt.getFirst(), 512);
        bare.decode(1, WARM_UP_TOKENS);
    }

    /** Ratio above 1: the engine needs less CPU time than the bare loop. */
    private void prefill(BareDecodeLoop bare, int batch) {
        List<Double> ratios = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            List<int[]> prompts = prompts(batch, PREFILL_TOKENS);
            double engine;
            try (Bed bed = new Bed(8192)) {
                bed.generate(prompts, 1);
                engine = bed.recorder.total();
            }
            long start = cpuNanos();
            bare.clear();
            for (int sequence = 0; sequence < batch; sequence++) {
                bare.prefill(sequence, prompts.get(sequence), 512);
            }
            double direct = cpuNanos() - start;
            if (round > 0) {
                ratios.add(direct / engine);
                rates.add(1e9 * batch * PREFILL_TOKENS / engine);
            }
        }
        report.add("prefill, batch " + batch + ": tokens per CPU second", median(rates));
        report.add("prefill, batch " + batch + ": engine / bare loop", median(ratios));
    }

    private void decode(BareDecodeLoop bare, int batch) {
        List<Double> ratios = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        List<Double> outside = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            int[] prompt = prompts(1, 32).getFirst();
            StepRecorder.Span span;
            try (Bed bed = new Bed(8192)) {
                List<int[]> same = new ArrayList<>();
                for (int i = 0; i < batch; i++) {
                    same.add(prompt);
                }
                bed.touch();
                bed.generate(same, DECODE_TOKENS);
                span = bed.recorder.spanOfWidth(batch);
            }
            bare.clear();
            bare.prefill(0, prompt, 512);
            bare.fork(batch);
            bare.decode(batch, 1);
            long start = cpuNanos();
            bare.decode(batch, span.steps());
            double direct = (double) (cpuNanos() - start) / span.steps();
            if (round > 0) {
                ratios.add(direct / span.perStep());
                rates.add(1e9 * batch / span.perStep());
                outside.add(100 * span.outside());
            }
        }
        report.add("decode, batch " + batch + ": tokens per CPU second", median(rates));
        report.add("decode, batch " + batch + ": engine / bare loop", median(ratios));
        report.add("decode, batch " + batch + ": % of a step outside the backend", median(outside));
    }

    /** Returns the CPU milliseconds of a cold prompt of 1,000 tokens. */
    private double firstToken() {
        List<Double> cold = new ArrayList<>();
        List<Double> cached = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            try (Bed bed = new Bed(4096)) {
                int[] first = prompts(1, 1000).getFirst();
                int[] second = prompts(1, 1000).getFirst();
                System.arraycopy(first, 0, second, 0, 950);
                double coldMillis = bed.millisToFirstToken(first);
                double cachedMillis = bed.millisToFirstToken(second);
                if (round > 0) {
                    cold.add(coldMillis);
                    cached.add(cachedMillis);
                }
            }
        }
        report.add("first token of 1,000, cold: CPU ms", median(cold));
        report.add("first token of 1,000, 950 cached: CPU ms", median(cached));
        report.add("first token: cold / cached", median(cold) / median(cached));
        return median(cold);
    }

    /** A batch generation of 1,000 tokens makes room for a reserved one and comes back. */
    private void swap(double recomputeMillis) {
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            try (Bed bed = new Bed(1536)) {
                try (Generation batch =
                        bed.start(ServiceTier.BATCH, prompts(1, 1000).getFirst(), 40)) {
                    batch.next();
                    try (Generation reserved =
                            bed.start(ServiceTier.RESERVED, prompts(1, 700).getFirst(), 2)) {
                        drain(reserved);
                    }
                    drain(batch);
                }
                if (bed.engine.load().swapOuts() != 1) {
                    throw new IllegalStateException("nothing was swapped out");
                }
                if (round > 0) {
                    millis.add(bed.recorder.swapNanos() / 1e6);
                }
            }
        }
        report.add("swap out and in of 1,000 tokens: CPU ms", median(millis));
        report.add("computing again / swapping", recomputeMillis / median(millis));
    }

    private List<int[]> prompts(int count, int length) {
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prompts.add(random.ints(length, 0, model.vocabularySize()).toArray());
        }
        return prompts;
    }

    private static void drain(Generation generation) {
        while (generation.next() != null) {
            // Only its end matters.
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** A fresh engine with a recorder on its backend. */
    private final class Bed implements AutoCloseable {
        private final EmbeddedEngine engine;
        private volatile StepRecorder recorder;

        private Bed(int cells) {
            engine = new EmbeddedEngine(
                    EngineSettings.defaults(cells, 1),
                    () -> {
                        recorder = new StepRecorder(
                                new LlamaBackend(model, new LlamaBackend.Options(cells, 512, 64, 1)),
                                EngineBench::cpuNanos);
                        return recorder;
                    },
                    new Endless(model),
                    Ticker.system());
        }

        private Generation start(ServiceTier tier, int[] prompt, int tokens) {
            return engine.start(new GenerationRequest(tier, "bench", prompt, tokens, Sampler.greedy(), Long.MAX_VALUE));
        }

        private void generate(List<int[]> prompts, int tokens) {
            List<Generation> generations = new ArrayList<>();
            for (int[] prompt : prompts) {
                generations.add(start(ServiceTier.STANDARD, prompt, tokens));
            }
            generations.forEach(EngineBench::drain);
        }

        /**
         * Touches the memory of a new context, as the bare loop's has been touched by its earlier rounds; with few tokens,
         * since those that stay in the cache slow every later one.
         */
        private void touch() {
            generate(prompts(1, 8), 8);
            recorder.reset();
        }

        private double millisToFirstToken(int[] prompt) {
            recorder.reset();
            generate(List.of(prompt), 1);
            return recorder.total() / 1e6;
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /** The model's vocabulary without an end of turn, so that every generation has the asked length. */
    private record Endless(Tokenizer model) implements Tokenizer {
        @Override
        public int vocabularySize() {
            return model.vocabularySize();
        }

        @Override
        public int[] tokenize(String text, boolean special) {
            return model.tokenize(text, special);
        }

        @Override
        public int beginOfSequence() {
            return model.beginOfSequence();
        }

        @Override
        public byte[] piece(int token) {
            return model.piece(token);
        }

        @Override
        public boolean endsGeneration(int token) {
            return false;
        }
    }

    /** Named figures in the order they came. */
    private static final class Report {
        private final List<Map.Entry<String, Double>> figures = new ArrayList<>();

        private void add(String name, double value) {
            figures.add(Map.entry(name, value));
            System.err.printf("%-60s %10.3f%n", name, value);
        }

        private String table() {
            StringBuilder table = new StringBuilder();
            figures.forEach(figure -> table.append("%-60s %10.3f%n".formatted(figure.getKey(), figure.getValue())));
            return table.toString();
        }

        private String json() {
            StringBuilder json = new StringBuilder("{");
            for (Map.Entry<String, Double> figure : figures) {
                json.append(json.length() == 1 ? "" : ", ")
                        .append("\"%s\": %.4f".formatted(figure.getKey(), figure.getValue()));
            }
            return json.append('}').toString();
        }
    }
}
