package dev.tierway.gateway.batch.input;

import dev.tierway.providers.spi.Operation;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/** The paths that lines of a batch may be sent to. */
public final class BatchEndpoint {
    private static final String VERSION = "/v1";

    private BatchEndpoint() {}

    /** What a line for {@code path} asks for; empty when batches cannot run it. */
    public static Optional<Operation> operation(String path) {
        return Arrays.stream(Operation.values())
                .filter(it -> path.equals(path(it)))
                .findFirst();
    }

    public static String path(Operation operation) {
        return VERSION + operation.path();
    }

    /** All of them, in a fixed order. */
    public static SequencedSet<String> paths() {
        return Arrays.stream(Operation.values())
                .map(BatchEndpoint::path)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
