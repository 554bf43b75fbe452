package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.Main;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of 200 MB goes in and out of a gateway that has a fraction of that as memory. */
class LargeFileTest {
    private static final String KEY = "tw-test-0123456789abcdef";
    private static final int BYTES = 200_000_000;
    private static final String MEMORY = "64m";
    private static final String BOUNDARY = "boundary-of-the-form";

    @TempDir
    private Path folder;

    @Test
    void goes_in_and_out_in_flat_memory() throws Exception {
        Process process = gateway(folder.resolve("gc.log"));
        try (BufferedReader lines = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            URI files = URI.create(address(lines) + "/v1/files");
            String uploaded = upload(client, files);
            assertThat(uploaded).contains("\"bytes\":" + BYTES);
            String id = uploaded.substring(uploaded.indexOf("file-"), uploaded.indexOf("\",\"object\""));

            HttpResponse<InputStream> content = client.send(
                    HttpRequest.newBuilder(URI.create(files + "/" + id + "/content"))
                            .header("Authorization", "Bearer " + KEY)
                            .build(),
                    BodyHandlers.ofInputStream());

            assertThat(content.statusCode()).isEqualTo(200);
            try (InputStream body = content.body()) {
                assertThat(checksum(body)).isEqualTo(checksum(new Lines()));
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
        long peak = peakHeapMegabytes(Files.readAllLines(folder.resolve("gc.log")));
        System.out.println("peak heap while 200 MB went in and out: " + peak + " MB");
        assertThat(peak).isBetween(1L, 64L);
    }

    /** The limits of memory are the test: a gateway that held the file, or half a percent of it per buffer, would end. */
    private Process gateway(Path gcLog) throws IOException {
        Path config =
                Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                  d: {provider: openai-compatible, base_url: "http://127.0.0.1:9/v1", model: none, concurrency: 1}
                models:
                  m: {deployments: [d]}
                projects:
                  shop: {keys: [%s], allowed_tiers: [batch]}
                """.formatted(folder.resolve("ledger.db"), KEY));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx" + MEMORY,
                "-XX:MaxDirectMemorySize=" + MEMORY,
                "-Xlog:gc:file=" + gcLog,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--config",
                config.toString()));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("log").toFile())
                .start();
    }

    private URI address(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int at = line.indexOf(" on http://");
            if (at >= 0) {
                return URI.create(line.substring(at + " on ".length()).trim());
            }
        }
        throw new AssertionError("the gateway ended by itself: " + Files.readString(folder.resolve("log")));
    }

    private static String upload(HttpClient client, URI files) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(files)
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofInputStream(LargeFileTest::form))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static InputStream form() {
        String part = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=";
        String before = part + "\"purpose\"\r\n\r\nbatch\r\n" + part + "\"file\"; filename=\"large.jsonl\"\r\n\r\n";
        String after = "\r\n--" + BOUNDARY + "--\r\n";
        return new SequenceInputStream(Collections.enumeration(List.of(text(before), new Lines(), text(after))));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long checksum(InputStream content) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] piece = new byte[64 << 10];
        for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
            checksum.update(piece, 0, read);
        }
        return checksum.getValue();
    }

    /** The most that {@code GC(7) Pause Young (Allocation Failure) 29M->12M(61M)} and the like say was in use. */
    private static long peakHeapMegabytes(List<String> log) {
        long peak = 0;
        for (String line : log) {
            int arrow = line.indexOf("M->");
            if (arrow > 0) {
                peak = Math.max(peak, Long.parseLong(line.substring(line.lastIndexOf(' ', arrow) + 1, arrow)));
            }
        }
        return peak;
    }

    /** So many bytes of numbered lines. */
    private static final class Lines extends InputStream {
        private byte[] line = {};
        private int at;
        private int number;
        private int left = BYTES;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            if (at == line.length) {
                line = content(number++);
                at = 0;
            }
            int part = Math.min(Math.min(length, line.length - at), left);
            System.arraycopy(line, at, target, offset, part);
            at += part;
            left -= part;
            return part;
        }
    }

    private static byte[] content(int number) {
        return ("{\"custom_id\":\"" + number + "\",\"body\":\"" + "x".repeat(4_000) + "\"}\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
