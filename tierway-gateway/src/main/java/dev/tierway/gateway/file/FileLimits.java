package dev.tierway.gateway.file;

/**
 * How large an uploaded file may be.
 *
 * @param maxBytes of any
 * @param maxBatchBytes of one that is the input of a batch
 */
public record FileLimits(long maxBytes, long maxBatchBytes) {
    public static final FileLimits DEFAULTS = new FileLimits(512_000_000, 200_000_000);

    public FileLimits {
        if (maxBatchBytes < 1 || maxBytes < maxBatchBytes) {
            throw new IllegalArgumentException("limits must be positive, and that of all files the larger, are "
                    + maxBytes + " and " + maxBatchBytes);
        }
    }
}
