package dev.tierway.gateway.pipeline;

import dev.tierway.core.hash.SplitMix;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fingerprints of a prompt's leading blocks, by which the scheduler finds the deployment that has them in its cache.
 *
 * <p>Blocks are {@value #BLOCK_BYTES} bytes of the prompt's own JSON text, about {@value #BLOCK_TOKENS} tokens; each hash
 * covers everything before it and is salted by the project, so equal text of two projects never meets.
 */
final class PrefixBlocks {
    static final int BLOCK_BYTES = 512;
    static final int BLOCK_TOKENS = 128;

    private static final int MAX_BLOCKS = 256;

    // FxHash, which takes a word in a few cycles; SplitMix mixes what it leaves unmixed, once a block.
    private static final int ROTATION = 5;
    private static final long MULTIPLIER = 0x517c_c1b7_2722_0a95L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private PrefixBlocks() {}

    static List<Long> of(String project, InferenceRequest request) {
        String member = switch (request.operation()) {
            case CHAT_COMPLETION -> "messages";
            case COMPLETION -> "prompt";
        };
        Optional<JsonField> prompt = request.field(member);
        if (prompt.isEmpty()) {
            return List.of();
        }
        int start = prompt.get().valueStart();
        int blocks = Math.min((prompt.get().valueEnd() - start) / BLOCK_BYTES, MAX_BLOCKS);
        List<Long> hashes = new ArrayList<>(blocks);
        long hash = SplitMix.next(project.hashCode() ^ ((long) request.model().hashCode() << 32));
        for (int block = 0; block < blocks; block++) {
            int from = start + block * BLOCK_BYTES;
            for (int at = from; at < from + BLOCK_BYTES; at += Long.BYTES) {
                hash = (Long.rotateLeft(hash, ROTATION) ^ (long) LONGS.get(request.body(), at)) * MULTIPLIER;
            }
            hash = SplitMix.next(hash);
            hashes.add(hash);
        }
        return hashes;
    }
}
