package dev.tierway.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the public data sets that tests read when they are there; tests skip visibly when not. */
public final class SharedData {
    private SharedData() {}

    /**
     * The file or folder {@code path} below the data folder: {@code TIERWAY_TEST_DATA}, else {@code shared/data} beside
     * the checkout.
     */
    public static Optional<Path> find(String path) {
        String configured = System.getenv("TIERWAY_TEST_DATA");
        if (configured != null) {
            return Optional.of(Path.of(configured, path)).filter(Files::exists);
        }
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path candidate = dir.resolve("shared/data").resolve(path);
            if (Files.exists(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
