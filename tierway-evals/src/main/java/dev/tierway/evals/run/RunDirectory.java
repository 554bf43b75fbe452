package dev.tierway.evals.run;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of one run: {@code manifest.json}, {@code results.jsonl} and the reports over them.
 *
 * @param folder its name is the id of the run
 */
public record RunDirectory(Path folder) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Makes the folder of a new run below {@code runs}. */
    public static RunDirectory create(Path runs, RunManifest manifest) throws IOException {
        RunDirectory directory = new RunDirectory(runs.resolve(manifest.id()));
        Files.createDirectories(directory.folder);
        directory.write(manifest);
        return directory;
    }

    /**
     * The run called {@code id}, or the latest when that is {@code latest}.
     *
     * @throws dev.tierway.core.failure.FailureException when there is none
     */
    public static RunDirectory find(Path runs, String id) throws IOException {
        List<RunDirectory> all = list(runs);
        return all.stream()
                .filter(it -> id.equals("latest") || it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Failure.of(
                                FailureKind.NOT_FOUND,
                                "unknown_run",
                                "no run '" + id + "' in " + runs + "; 'tierway eval list' tells which there are")
                        .toException());
    }

    /** All runs below {@code runs}, the latest first. */
    public static List<RunDirectory> list(Path runs) throws IOException {
        List<RunDirectory> found = new ArrayList<>();
        if (Files.isDirectory(runs)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(runs)) {
                for (Path folder : folders) {
                    RunDirectory directory = new RunDirectory(folder);
                    if (directory.exists()) {
                        found.add(directory);
                    }
                }
            }
        }
        found.sort(Comparator.comparing(RunDirectory::second)
                .thenComparing(it -> it.manifest().startedAt())
                .reversed());
        return found;
    }

    /** The latest run that would run the same as {@code manifest} and is not whole. */
    public static Optional<RunDirectory> unfinished(Path runs, RunManifest manifest) throws IOException {
        String hash = manifest.hash();
        return list(runs).stream()
                .filter(it -> {
                    RunManifest other = it.manifest();
                    boolean whole = other.end().isPresent() && other.end().get().outcome() == RunEnd.Outcome.COMPLETE;
                    return !whole && other.hash().equals(hash);
                })
                .findFirst();
    }

    /** What the id begins with: its time to the second. */
    private String second() {
        String id = id();
        return id.substring(0, Math.max(0, id.lastIndexOf('-')));
    }

    public String id() {
        return String.valueOf(folder.getFileName());
    }

    public Path manifestFile() {
        return folder.resolve("manifest.json");
    }

    public Path results() {
        return folder.resolve("results.jsonl");
    }

    /** The answers of people to cases of this run, graded; its folder is there when the run has a human baseline. */
    public RunDirectory people() {
        return new RunDirectory(folder.resolve(HumanBaseline.NAME));
    }

    /** Whether the run was begun. */
    public boolean exists() {
        return Files.isRegularFile(manifestFile());
    }

    public Path summary() {
        return folder.resolve("summary.json");
    }

    public Path html() {
        return folder.resolve("report.html");
    }

    public Path junit() {
        return folder.resolve("junit.xml");
    }

    public Path markdown() {
        return folder.resolve("report.md");
    }

    public RunManifest manifest() {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(manifestFile()));
            return ManifestJson.read(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (JacksonException | IllegalArgumentException noManifest) {
            throw Failure.of(
                            FailureKind.INVALID_REQUEST,
                            "malformed_manifest",
                            manifestFile() + " is no manifest of a run: "
                                    + String.valueOf(noManifest.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse(""))
                    .toException();
        }
    }

    /** Replaces the manifest as a whole, so that a crash leaves the old or the new one. */
    public void write(RunManifest manifest) throws IOException {
        Path fresh = folder.resolve("manifest.json.new");
        Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(ManifestJson.write(manifest)));
        try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(fresh, manifestFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
