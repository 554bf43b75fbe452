package dev.tierway.engine.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * Downloads from a model hub over HTTP, going on where an earlier attempt stopped. Thread-safe for different files.
 *
 * @param base address of the hub or of a mirror with the same paths
 * @param connecting longest time to look up the host, connect and get the answer's head
 * @param silence longest time without a byte
 */
public record HubDownload(URI base, Duration connecting, Duration silence) {
    /** Environment variable that names a mirror. */
    public static final String VARIABLE = "TIERWAY_HUB_URL";

    private static final String DEFAULT = "https://huggingface.co";
    private static final int BUFFER = 1 << 16;

    /** The public hub or the mirror that {@code environment} names; gives up on an unreachable one after 3 s. */
    public static HubDownload of(Map<String, String> environment) {
        String base = environment.getOrDefault(VARIABLE, "");
        return new HubDownload(
                URI.create(base.isBlank() ? DEFAULT : base.strip()), Duration.ofSeconds(3), Duration.ofSeconds(30));
    }

    /**
     * Completes {@code part}, which may hold the beginning of the file; the result is unchecked but for its size.
     *
     * @throws IOException when the hub cannot be reached, refuses, or stops sending; what came so far stays
     */
    void fetch(ModelEntry entry, ModelEntry.Hub hub, Path part, TransferListener listener) throws IOException {
        String what = entry.name() + " from the hub";
        long have = Files.exists(part) ? Files.size(part) : 0;
        if (have > entry.bytes()) {
            Files.delete(part);
            have = 0;
        }
        if (have < entry.bytes()) {
            listener.progressed(what, have, entry.bytes());
            HttpURLConnection connection = connect(address(entry, hub), have);
            try {
                receive(connection, entry, part, bytes -> listener.progressed(what, bytes, entry.bytes()));
            } finally {
                connection.disconnect();
            }
        }
        if (Files.size(part) != entry.bytes()) {
            throw new IOException("the hub sent " + Files.size(part) + " of " + entry.bytes() + " bytes");
        }
    }

    private URI address(ModelEntry entry, ModelEntry.Hub hub) {
        String root = base.toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + "/" + hub.repository()
                + "/resolve/" + hub.revision() + "/" + entry.file());
    }

    /** Bounded as a whole, because looking up a host has no timeout of its own. */
    private HttpURLConnection connect(URI address, long from) throws IOException {
        FutureTask<HttpURLConnection> attempt = new FutureTask<>(() -> open(address, from));
        Thread.ofVirtual().name("hub-connect").start(attempt);
        try {
            return attempt.get(connecting.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(base.getHost() + " did not answer within " + connecting.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(base.getHost() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpURLConnection open(URI address, long from) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout((int) connecting.toMillis());
        connection.setReadTimeout((int) silence.toMillis());
        connection.setRequestProperty("User-Agent", "tierway");
        if (from > 0) {
            connection.setRequestProperty("Range", "bytes=" + from + "-");
        }
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
            connection.disconnect();
            throw new IOException("HTTP " + status);
        }
        return connection;
    }

    /** Appends what a partial answer brings, replaces what is there by a whole one. */
    private static void receive(HttpURLConnection connection, ModelEntry entry, Path part, LongConsumer progress)
            throws IOException {
        boolean resumed = connection.getResponseCode() == HttpURLConnection.HTTP_PARTIAL;
        StandardOpenOption mode = resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        long bytes = resumed ? Files.size(part) : 0;
        try (InputStream in = connection.getInputStream();
                OutputStream out =
                        Files.newOutputStream(part, StandardOpenOption.CREATE, mode, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > entry.bytes()) {
                    throw new IOException("the hub sends more than " + entry.bytes() + " bytes");
                }
                out.write(buffer, 0, read);
                progress.accept(bytes);
            }
        }
    }
}
