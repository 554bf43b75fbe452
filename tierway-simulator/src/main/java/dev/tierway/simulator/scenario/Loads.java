package dev.tierway.simulator.scenario;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.simulator.server.EngineSpec;
import dev.tierway.simulator.workload.ArrivalProcess;
import dev.tierway.simulator.workload.Lengths;
import dev.tierway.simulator.workload.TraceLengths;
import dev.tierway.simulator.workload.Traffic;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A pool and loads measured in shares of what it sustains. */
record Loads(List<EngineSpec> engines, Lengths lengths) {
    /** Four 8B models behind vLLM. */
    static Loads vllm() {
        return new Loads(pool(4, index -> EngineSpec.vllm("vllm-" + index, 64)), TraceLengths.AZURE_CONVERSATION);
    }

    /** Four of Tierway's own engines, with prompts and answers cut to what small models are asked for. */
    static Loads embedded() {
        return new Loads(
                pool(4, index -> EngineSpec.embedded("local-" + index, 8)),
                TraceLengths.AZURE_CONVERSATION.atMost(4_000, 500));
    }

    private static List<EngineSpec> pool(int size, IntFunction<EngineSpec> engine) {
        return IntStream.rangeClosed(1, size).mapToObj(engine).toList();
    }

    /** Requests a second that are {@code share} of what the pool sustains. */
    double rate(double share) {
        return share
                * engines.stream()
                        .mapToDouble(engine -> engine.requestsPerSecond(lengths))
                        .sum();
    }

    Traffic poisson(String project, ServiceTier tier, double share) {
        return Traffic.of(project, tier, ArrivalProcess.poisson(rate(share)), lengths);
    }

    /** Prompt tokens a minute of a load of {@code share}. */
    long inputTokensPerMinute(double share) {
        return (long) (rate(share) * 60 * lengths.input().mean());
    }

    /** Output tokens a minute of a load of {@code share}. */
    long outputTokensPerMinute(double share) {
        return (long) (rate(share) * 60 * lengths.output().mean());
    }
}
