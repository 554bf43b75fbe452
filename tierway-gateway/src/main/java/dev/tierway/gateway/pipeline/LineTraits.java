package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.FailureException;
import dev.tierway.gateway.openai.InferenceRequestReader;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is known of a line of a batch before it runs.
 *
 * @param inputTokens estimated
 * @param orderKey lines in its order, byte by byte unsigned, have those together whose prompts begin alike: the hashes of
 *     their leading blocks, so that sorting them walks a tree of prefixes
 * @param identity the same for lines that ask for the same and must be answered alike, empty for all others
 */
public record LineTraits(int inputTokens, byte[] orderKey, byte[] identity) {
    /** Blocks that count for the order, about 4,000 tokens. */
    private static final int ORDER_BLOCKS = 32;

    private static final int BYTES_PER_TOKEN = 4;

    private static final InferenceRequestReader READER = new InferenceRequestReader();

    /** Traits of a line that goes to {@code pool}; of one with a bad body, which will tell so when it runs, a guess. */
    public static LineTraits of(String project, Operation operation, byte[] body, Pool pool) {
        InferenceRequest request;
        try {
            request = READER.read(operation, body);
        } catch (FailureException bad) {
            return new LineTraits(body.length / BYTES_PER_TOKEN + 1, new byte[0], new byte[0]);
        }
        return new LineTraits(
                pool.estimator().estimateInputTokens(request), orderKey(project, request), LineIdentity.of(request));
    }

    private static byte[] orderKey(String project, InferenceRequest request) {
        List<Long> blocks = PrefixBlocks.of(project, request);
        int counted = Math.min(blocks.size(), ORDER_BLOCKS);
        ByteBuffer key = ByteBuffer.allocate(counted * Long.BYTES);
        blocks.subList(0, counted).forEach(key::putLong);
        return key.array();
    }
}
