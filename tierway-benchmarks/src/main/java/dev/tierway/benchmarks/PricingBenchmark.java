package dev.tierway.benchmarks;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceDefaults;
import dev.tierway.core.pricing.PriceSheet;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to price a request, in a book of 200 models with 4 versions each and a context step. {@code cached} has
 * two kinds of input and output, {@code all} every kind of token.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PricingBenchmark {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final PriceBook book = book();

    @Param({"cached", "all"})
    private String kinds = "";

    @Benchmark
    public Charge charge() {
        Usage usage = kinds.equals("all")
                ? new Usage(1_234, 200_000, 512, 64, 777, 333)
                : new Usage(1_234, 2_048, 0, 0, 777, 0);
        return book.charge("model-123", ServiceTier.PRIORITY, usage, NOW, false);
    }

    private static PriceBook book() {
        Map<String, List<PriceVersion>> versions = new HashMap<>();
        for (int model = 0; model < 200; model++) {
            String name = "model-" + model;
            versions.put(name, List.of(version(name, 1), version(name, 2), version(name, 3), version(name, 4)));
        }
        return new PriceBook(versions);
    }

    private static PriceVersion version(String model, int month) {
        Map<TokenKind, Price> above = Map.of(
                TokenKind.INPUT, Price.PerToken.ofMillion(new BigDecimal("6")),
                TokenKind.OUTPUT, Price.PerToken.ofMillion(new BigDecimal("22.5")));
        ModelPrice price = PriceDefaults.USUAL.complete(
                new PriceSheet(
                        Map.of(
                                TokenKind.INPUT,
                                        Price.PerToken.ofMillion(new BigDecimal("3").add(BigDecimal.valueOf(month))),
                                TokenKind.OUTPUT, Price.PerToken.ofMillion(new BigDecimal("15"))),
                        new TreeMap<>(Map.of(200_000L, above))),
                Map.of());
        return new PriceVersion(
                model + "@" + month, Instant.parse("2026-0" + month + "-01T00:00:00Z"), "benchmark", price);
    }
}
