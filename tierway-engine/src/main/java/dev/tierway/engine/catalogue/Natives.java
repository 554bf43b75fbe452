package dev.tierway.engine.catalogue;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds llama.cpp's libraries and installs them where they are missing. The order is an explicit folder, the folder in
 * {@value #VARIABLE}, the user's cache. Thread-safe.
 */
public final class Natives {
    public static final String VARIABLE = "TIERWAY_LLAMA_DIR";
    private static final long PACKED_BYTES = 11_000_000;

    private final CacheFolder cache;
    private final Map<String, String> environment;
    private final PackageClient npm;
    private final @Nullable Pinned pinned;

    /** A package at a pinned version with npm's fingerprint of it. */
    record Pinned(String platform, String name, String version, String integrity) {
        String folder() {
            return platform + "-" + version;
        }
    }

    /** Natives for the machine this runs on. */
    public Natives(CacheFolder cache, Map<String, String> environment) {
        this(cache, environment, PackageClient.npm(), pinnedFor(platform()));
    }

    Natives(CacheFolder cache, Map<String, String> environment, PackageClient npm, @Nullable Pinned pinned) {
        this.cache = cache;
        this.environment = Map.copyOf(environment);
        this.npm = npm;
        this.pinned = pinned;
    }

    /**
     * The natives to use, without installing any.
     *
     * @param llamaDir what {@code --llama-dir} named
     * @throws FailureException when a folder is named that lacks a library
     */
    public Optional<NativeBundle> find(Optional<Path> llamaDir) {
        Optional<Path> named = llamaDir.or(() -> Optional.ofNullable(environment.get(VARIABLE))
                .filter(dir -> !dir.isBlank())
                .map(Path::of));
        if (named.isPresent()) {
            return named.map(folder -> NativeBundle.in(folder.toAbsolutePath()));
        }
        return pinned == null
                ? Optional.empty()
                : Optional.of(cached(pinned)).filter(NativeBundle::isComplete).map(NativeBundle::in);
    }

    /**
     * The natives to use, installed into the cache when there are none.
     *
     * @throws FailureException when there is no package for this platform, or it cannot be fetched
     */
    public NativeBundle findOrInstall(Optional<Path> llamaDir, TransferListener listener) {
        return find(llamaDir).orElseGet(() -> install(listener));
    }

    private NativeBundle install(TransferListener listener) {
        Pinned wanted = pinned;
        if (wanted == null) {
            throw failure("there are no pinned natives for " + platform()
                    + "; build or download llama.cpp v0.5.0 and name its folder by --llama-dir");
        }
        return cache.exclusively("natives", () -> {
            Path target = cached(wanted);
            if (!NativeBundle.isComplete(target)) {
                fetch(wanted, target, listener);
            }
            return NativeBundle.in(target);
        });
    }

    private void fetch(Pinned wanted, Path target, TransferListener listener) throws IOException {
        String what = wanted.name() + " " + wanted.version() + " through npm";
        Path scratch = cache.scratch();
        try {
            listener.progressed(what, 0, PACKED_BYTES);
            npm.run(
                    scratch,
                    bytes -> listener.progressed(what, Math.min(bytes, PACKED_BYTES), PACKED_BYTES),
                    List.of("pack", wanted.name() + "@" + wanted.version(), "--silent", "--ignore-scripts"));
            Path archive = archive(scratch);
            String integrity = Digests.integrity(archive);
            if (!integrity.equals(wanted.integrity())) {
                throw failure("npm gave " + wanted.name() + " " + wanted.version() + " with the fingerprint "
                        + integrity + " instead of " + wanted.integrity() + "; do not use that registry");
            }
            Path unpacked = Files.createDirectory(scratch.resolve("unpacked"));
            Tarball.extract(archive, unpacked, Natives::isNeeded);
            NativeBundle.in(unpacked);
            Files.createDirectories(target.getParent());
            CacheFolder.delete(target);
            Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
            listener.progressed(what, PACKED_BYTES, PACKED_BYTES);
        } finally {
            CacheFolder.delete(scratch);
        }
    }

    private static Path archive(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> failure("npm pack left no archive"));
        }
    }

    /** Libraries but the C++-only one, and the licence. */
    private static boolean isNeeded(String name) {
        boolean library = name.startsWith("package/bins/")
                && !name.contains("llama-common")
                && (name.endsWith(".so") || name.endsWith(".dylib") || name.endsWith(".dll"));
        return library || name.equals("package/LICENSE");
    }

    private Path cached(Pinned wanted) {
        return cache.natives().resolve(wanted.folder());
    }

    static @Nullable Pinned pinnedFor(String platform) {
        for (JsonNode node : CatalogueData.read("natives.json")) {
            if (CatalogueData.text(node, "platform").equals(platform)) {
                return new Pinned(
                        platform,
                        CatalogueData.text(node, "package"),
                        CatalogueData.text(node, "version"),
                        CatalogueData.text(node, "integrity"));
            }
        }
        return null;
    }

    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String os = system.startsWith("mac") ? "mac" : system.startsWith("windows") ? "win" : system;
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> os + "-x64";
            case "aarch64" -> os + "-arm64";
            default -> os + "-" + System.getProperty("os.arch", "");
        };
    }

    private static FailureException failure(String message) {
        return Failure.of(FailureKind.INTERNAL, "natives_missing", message).toException();
    }
}
