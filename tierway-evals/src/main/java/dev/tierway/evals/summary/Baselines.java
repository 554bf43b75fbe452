package dev.tierway.evals.summary;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Named baselines: one file each, which stands alone and can be committed beside the suite file.
 *
 * @param folder need not exist
 */
public record Baselines(Path folder) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SUFFIX = ".json";

    /** Those beside the runs of {@code runs}. */
    public static Baselines of(Path runs) {
        return new Baselines(runs.resolve("baselines"));
    }

    /** Keeps {@code baseline} under its name, in place of what had it. */
    public Path set(Baseline baseline) {
        Path file = file(baseline.name());
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "baseline", ".new");
            Files.write(fresh, JSON.writeValueAsBytes(BaselineJson.write(baseline)));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    public Optional<Baseline> find(String name) {
        Path file = file(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(BaselineJson.read(JSON.readTree(Files.readAllBytes(file))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (JacksonException | IllegalArgumentException malformed) {
            throw Failure.of(
                            FailureKind.INVALID_REQUEST,
                            "malformed_baseline",
                            file + " is no baseline (" + firstLine(malformed) + "); set it again from a run")
                    .toException();
        }
    }

    /**
     * The baseline called {@code name}.
     *
     * @throws FailureException when there is none
     */
    public Baseline get(String name) {
        return find(name)
                .orElseThrow(() -> Failure.of(
                                FailureKind.NOT_FOUND,
                                "unknown_baseline",
                                "no baseline '" + name + "' in " + folder
                                        + (names().isEmpty() ? "" : "; there are " + String.join(", ", names()))
                                        + "; 'tierway eval baseline set " + name + " RUN' makes one")
                        .toException());
    }

    /** In order of the alphabet. */
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> String.valueOf(it.getFileName()))
                    .filter(it -> it.endsWith(SUFFIX))
                    .map(it ->
                            URLDecoder.decode(it.substring(0, it.length() - SUFFIX.length()), StandardCharsets.UTF_8))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Whatever the name, a file in the folder. */
    private Path file(String name) {
        String safe = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%40", "@");
        return folder.resolve((safe.startsWith(".") ? "%2E" + safe.substring(1) : safe) + SUFFIX);
    }

    private static String firstLine(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
