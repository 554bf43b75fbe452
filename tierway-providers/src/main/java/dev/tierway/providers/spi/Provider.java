package dev.tierway.providers.spi;

/**
 * One deployment that can be called. Thread-safe; {@link #call} blocks the calling (virtual) thread.
 */
public interface Provider extends AutoCloseable {
    /** The deployment's name in configuration. */
    String name();

    ProviderCapacity capacity();

    /**
     * Estimated prompt tokens of {@code request} on this backend: exact for the embedded engine, else from the body's
     * size. Never blocks on I/O.
     */
    int estimateInputTokens(InferenceRequest request);

    /**
     * Sends one attempt and returns once the backend's head is known. Throws
     * {@link dev.tierway.core.failure.FailureException}; its kind tells whether another deployment may be tried.
     */
    ProviderReply call(ProviderCall call);

    /** Starts background observation (metrics scrape, health probes); at most once, before the first call. */
    void observe(ProviderListener listener);

    @Override
    void close();
}
