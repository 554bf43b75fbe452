package dev.tierway.storage.batch;

import java.util.Arrays;

/**
 * A line of a batch's input.
 *
 * @param number 1-based in the input file
 * @param requestId unique; the line's through all its executions
 * @param body of the request
 * @param orderKey lines run in its order, byte by byte unsigned, then by number; only the first 256 bytes count
 * @param identity the same for lines that may share one execution; empty for those that may not
 * @param inputTokens estimated
 */
public record NewLine(
        long number,
        String customId,
        String requestId,
        byte[] body,
        byte[] orderKey,
        byte[] identity,
        long inputTokens) {
    private static final int MOST_ORDER = 256;

    public NewLine {
        orderKey = orderKey.length <= MOST_ORDER ? orderKey : Arrays.copyOf(orderKey, MOST_ORDER);
    }
}
