package dev.tierway.engine.catalogue;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that holds llama.cpp's shared libraries. Files are found by pattern, because their names carry build variant
 * and version.
 *
 * @param directory where the CPU backends are looked for as well
 * @param loadOrder ggml-base, ggml, llama: each needs those before it
 */
public record NativeBundle(Path directory, List<Path> loadOrder) {
    private static final String SUFFIX = "([.][A-Za-z0-9_.]+)?[.](so|dylib|dll)([.][0-9.]+)?";
    private static final List<Pattern> LIBRARIES = Stream.of("ggml-base", "ggml", "llama")
            .map(name -> Pattern.compile("(lib)?" + name + SUFFIX))
            .toList();

    public NativeBundle {
        loadOrder = List.copyOf(loadOrder);
    }

    /**
     * The bundle in {@code directory}.
     *
     * @throws dev.tierway.core.failure.FailureException when a library is missing there
     */
    public static NativeBundle in(Path directory) {
        List<Path> files = list(directory);
        List<Path> found = new ArrayList<>();
        for (Pattern library : LIBRARIES) {
            found.add(files.stream()
                    .filter(file ->
                            library.matcher(file.getFileName().toString()).matches())
                    .min(Path::compareTo)
                    .orElseThrow(() -> missing(directory, library)));
        }
        return new NativeBundle(directory, found);
    }

    /** Whether {@code directory} holds all libraries. */
    static boolean isComplete(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        List<Path> files = list(directory);
        return LIBRARIES.stream()
                .allMatch(library -> files.stream()
                        .anyMatch(file ->
                                library.matcher(file.getFileName().toString()).matches()));
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw Failure.of(
                            FailureKind.INTERNAL,
                            "natives_missing",
                            "cannot read the natives folder " + directory + "; name a folder with llama.cpp's libraries"
                                    + " by --llama-dir")
                    .toException();
        }
    }

    private static RuntimeException missing(Path directory, Pattern library) {
        return Failure.of(
                        FailureKind.INTERNAL,
                        "natives_missing",
                        "no file matching " + library + " in " + directory
                                + "; name a folder with llama.cpp's libraries"
                                + " by --llama-dir, or remove that folder to have it installed again")
                .toException();
    }
}
