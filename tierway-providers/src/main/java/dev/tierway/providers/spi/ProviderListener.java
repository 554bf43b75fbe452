package dev.tierway.providers.spi;

/** Hears what a deployment reports of itself between calls. Called from the provider's own threads; must not block. */
public interface ProviderListener {
    /**
     * A fresh load report.
     *
     * @param kvUsage share of KV cache in use, NaN when not told
     */
    void load(int running, int waiting, double kvUsage);

    /** The deployment was ejected ({@code false}) or is back ({@code true}). */
    void available(boolean available);

    /** What the deployment now says it can hold. */
    void capacity(ProviderCapacity capacity);
}
