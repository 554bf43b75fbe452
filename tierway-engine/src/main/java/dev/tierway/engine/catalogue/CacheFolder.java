package dev.tierway.engine.catalogue;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The user's cache of natives and models, outside any project: {@code $XDG_CACHE_HOME/tierway}, else
 * {@code ~/.cache/tierway}, on Windows {@code %LOCALAPPDATA%\tierway}. Safe for threads and for processes side by side.
 */
public record CacheFolder(Path root) {
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    /** The cache that {@code environment} names, usually {@code System.getenv()}. */
    public static CacheFolder of(Map<String, String> environment) {
        String named = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!named.isBlank()) {
            return new CacheFolder(Path.of(named, "tierway"));
        }
        String local = environment.getOrDefault("LOCALAPPDATA", "");
        return new CacheFolder(
                local.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache", "tierway")
                        : Path.of(local, "tierway"));
    }

    Path natives() {
        return root.resolve("natives");
    }

    Path models() {
        return root.resolve("models");
    }

    /** Work that may read and write files. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Runs {@code work} while no other thread or process runs work of the same {@code name}. */
    <T> T exclusively(String name, Work<T> work) {
        Path file = root.resolve(name + ".lock").toAbsolutePath();
        ReentrantLock inProcess = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        inProcess.lock();
        try {
            Files.createDirectories(root);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return held(lock, work);
            }
        } catch (IOException e) {
            throw new FailureException(
                    Failure.of(
                            FailureKind.INTERNAL,
                            "cache_unusable",
                            "cannot use the cache " + root + " (" + e + "); free some space, or name another folder by"
                                    + " XDG_CACHE_HOME"),
                    e);
        } finally {
            inProcess.unlock();
        }
    }

    private static <T> T held(FileLock lock, Work<T> work) throws IOException {
        if (!lock.isValid()) {
            throw new IOException("the lock is lost");
        }
        return work.run();
    }

    /** A new, empty folder on the same file system as the cache. */
    Path scratch() throws IOException {
        Files.createDirectories(root);
        return Files.createTempDirectory(root, "fetch-");
    }

    static void delete(@Nullable Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
