package dev.tierway.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.engine.catalogue.Natives.Pinned;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for npm is a shell script")
class NativesTest {
    private static final List<String> LIBRARIES =
            List.of("libggml-base.so", "libggml.v0.5.0.so", "libllama.v0.5.0.so", "libggml-cpu-zen4.so");

    @TempDir
    private Path folder;

    @Test
    void a_named_folder_wins_over_the_environment_and_the_cache() throws IOException {
        Path named = libraries(folder.resolve("named"));
        Path environment = libraries(folder.resolve("environment"));
        Natives natives = natives(Map.of(Natives.VARIABLE, environment.toString()), noNpm(), "sha512-none");

        assertThat(natives.find(Optional.of(named)).orElseThrow().directory()).isEqualTo(named);
        assertThat(natives.find(Optional.empty()).orElseThrow().directory()).isEqualTo(environment);
    }

    @Test
    void a_named_folder_without_libraries_is_refused() {
        Natives natives = natives(Map.of(), noNpm(), "sha512-none");

        assertThatThrownBy(() -> natives.find(Optional.of(folder)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("--llama-dir");
        assertThatThrownBy(() -> natives.find(Optional.of(folder.resolve("absent"))))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void libraries_load_in_the_order_they_need_each_other() throws IOException {
        NativeBundle bundle = NativeBundle.in(libraries(folder.resolve("named")));

        assertThat(bundle.loadOrder())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("libggml-base.so", "libggml.v0.5.0.so", "libllama.v0.5.0.so");
    }

    @Test
    void names_of_other_systems_and_builds_are_known() throws IOException {
        for (List<String> names : List.of(
                List.of("ggml-base.dll", "ggml.v0.4.0.dll", "llama.v0.4.0.dll"),
                List.of("libggml-base.dylib", "libggml.metal.v0.4.0.dylib", "libllama.metal.v0.4.0.dylib"),
                List.of("libggml-base.so", "libggml.so", "libllama.so"))) {
            Path directory = Files.createDirectories(folder.resolve(names.getLast()));
            for (String name : names) {
                Files.createFile(directory.resolve(name));
            }
            Files.createFile(directory.resolve("libllama-common.so"));
            Files.createFile(directory.resolve("llama-common.dll"));

            assertThat(NativeBundle.in(directory).loadOrder())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyElementsOf(names);
        }
    }

    @Test
    void missing_natives_are_installed_once() throws IOException {
        Path archive = archive();
        Natives natives = natives(Map.of(), npm(archive), Digests.integrity(archive));
        assertThat(natives.find(Optional.empty())).isEmpty();

        NativeBundle installed = natives.findOrInstall(Optional.empty(), TransferListener.SILENT);
        NativeBundle again =
                natives(Map.of(), noNpm(), "sha512-none").findOrInstall(Optional.empty(), TransferListener.SILENT);

        assertThat(again).isEqualTo(installed);
        try (Stream<Path> files = Files.list(installed.directory())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(LIBRARIES.stream(), Stream.of("LICENSE"))
                            .toList());
        }
        assertThat(installed.directory().resolve("LICENSE")).hasContent("LICENSE");
    }

    @Test
    void a_package_with_another_fingerprint_is_not_installed() throws IOException {
        Natives natives = natives(Map.of(), npm(archive()), "sha512-other");

        assertThatThrownBy(() -> natives.findOrInstall(Optional.empty(), TransferListener.SILENT))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("sha512-other");
        assertThat(natives.find(Optional.empty())).isEmpty();
    }

    @Test
    void a_missing_npm_says_what_to_do() {
        Natives natives = natives(Map.of(), noNpm(), "sha512-none");

        assertThatThrownBy(() -> natives.findOrInstall(Optional.empty(), TransferListener.SILENT))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("`no-such-npm` was not found; install Node.js 20");
    }

    @Test
    void a_failing_npm_is_quoted() {
        PackageClient failing =
                new PackageClient(List.of("sh", "-c", "echo E404 not in this registry >&2; exit 3"), "");

        assertThatThrownBy(() -> natives(Map.of(), failing, "sha512-none")
                        .findOrInstall(Optional.empty(), TransferListener.SILENT))
                .hasMessageContaining("ended with 3: E404 not in this registry");
    }

    @Test
    void a_platform_without_a_package_is_told_so() {
        Natives natives = new Natives(new CacheFolder(folder), Map.of(), noNpm(), Natives.pinnedFor("plan9-mips"));

        assertThatThrownBy(() -> natives.findOrInstall(Optional.empty(), TransferListener.SILENT))
                .hasMessageContaining("no pinned natives")
                .hasMessageContaining("--llama-dir");
        assertThat(Natives.pinnedFor("linux-x64")).isNotNull();
    }

    @Test
    void the_cache_lies_where_the_environment_says() {
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/somewhere")).root())
                .isEqualTo(Path.of("/somewhere", "tierway"));
        assertThat(CacheFolder.of(Map.of()).root()).endsWith(Path.of(".cache", "tierway"));
    }

    private Natives natives(Map<String, String> environment, PackageClient npm, String integrity) {
        return new Natives(
                new CacheFolder(folder.resolve("cache")),
                environment,
                npm,
                new Pinned("test-x64", "@test/natives", "1.0.0", integrity));
    }

    private static PackageClient noNpm() {
        return new PackageClient(List.of("no-such-npm"), "install Node.js 20");
    }

    private static PackageClient npm(Path archive) {
        return new PackageClient(List.of("sh", "-c", "cp " + archive + " ."), "none");
    }

    private static Path libraries(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String library : LIBRARIES) {
            Files.createFile(directory.resolve(library));
        }
        return directory;
    }

    /** An archive as npm packs them, whose files hold their own names. */
    private Path archive() throws IOException {
        Path archive = folder.resolve("natives-1.0.0.tgz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            for (String library : LIBRARIES) {
                member(out, "package/bins/test-x64/" + library, library);
            }
            member(out, "package/bins/test-x64/libllama-common.so", "not needed");
            member(out, "package/bins/test-x64/llama-addon.node", "not needed");
            member(out, "package/package.json", "not needed");
            member(out, "package/LICENSE", "LICENSE");
            out.write(new byte[1024]);
        }
        return archive;
    }

    private static void member(OutputStream out, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, String.format("%011o", bytes.length));
        header[156] = '0';
        out.write(header);
        out.write(Arrays.copyOf(bytes, 512));
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
