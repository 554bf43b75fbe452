package dev.tierway.app.batch;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.batch.input.BatchEndpoint;
import dev.tierway.gateway.batch.input.InputLine;
import dev.tierway.gateway.openai.InferenceRequestReader;
import dev.tierway.providers.openai.InputEstimate;
import dev.tierway.providers.spi.InferenceRequest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Adds up what the lines of a batch will use and cost, before any has run. Confined to one thread. */
final class BatchEstimate {
    private final InferenceRequestReader reader = new InferenceRequestReader();
    private final Prices prices;
    private final int assumedOutput;
    private final Map<ServiceTier, Long> nanos = new EnumMap<>(ServiceTier.class);
    private long inputTokens;
    private long outputTokens;
    private int unlimited;
    private int refused;
    private boolean unpriced;

    /**
     * What a line costs.
     *
     * @param model as the book calls it
     * @param at the prices of this moment hold
     */
    record Prices(PriceBook book, String model, Instant at) {}

    /** @param assumedOutput tokens of an answer that may be as long as the model wants */
    BatchEstimate(Prices prices, int assumedOutput) {
        this.prices = prices;
        this.assumedOutput = assumedOutput;
    }

    void add(InputLine line) {
        InferenceRequest request;
        try {
            request = reader.read(BatchEndpoint.operation(line.url()).orElseThrow(), line.body());
        } catch (FailureException noRequest) {
            refused++;
            return;
        }
        long input = InputEstimate.tokens(request);
        if (request.maxOutputTokens().isEmpty()) {
            unlimited++;
        }
        long output = (long) request.maxOutputTokens().orElse(assumedOutput) * request.choices();
        inputTokens += input;
        outputTokens += output;
        charge(ServiceTier.BATCH, Usage.of(input, 0, output));
        charge(ServiceTier.STANDARD, Usage.of(input, 0, output));
    }

    private void charge(ServiceTier tier, Usage usage) {
        switch (prices.book().charge(prices.model(), tier, usage, prices.at(), false)) {
            case Charge.Priced priced -> nanos.merge(tier, priced.nanos(), Math::addExact);
            case Charge.Unpriced _ -> unpriced = true;
        }
    }

    /** Of all prompts. */
    long inputTokens() {
        return inputTokens;
    }

    /** Of all answers, each as long as it may be. */
    long outputTokens() {
        return outputTokens;
    }

    /** Lines whose answers may be as long as the model wants. */
    int unlimited() {
        return unlimited;
    }

    /** Lines whose body is no request, which will fail and cost nothing. */
    int refused() {
        return refused;
    }

    /** Nano-dollars when {@code tier} serves all lines; empty without prices. */
    Optional<Long> cost(ServiceTier tier) {
        return unpriced ? Optional.empty() : Optional.of(nanos.getOrDefault(tier, 0L));
    }
}
