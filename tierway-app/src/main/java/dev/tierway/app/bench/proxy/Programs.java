package dev.tierway.app.bench.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The processes a comparison starts, all on loopback, all ended with it. Confined to one thread. */
final class Programs implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    /** @param folder for configuration files and logs */
    Programs(Path folder) {
        this.folder = folder;
    }

    /** Starts the mock upstream in a JVM with this one's class path; returns its port. */
    int mockUpstream() throws IOException {
        Process mock = start(
                "mock",
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MockUpstream.class.getName())
                        .redirectError(folder.resolve("mock.log").toFile()));
        BufferedReader out = new BufferedReader(new InputStreamReader(mock.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(MockUpstream.READY)) {
                return Integer.parseInt(line.substring(MockUpstream.READY.length()));
            }
        }
        throw new IOException("the mock upstream did not start: see " + folder.resolve("mock.log"));
    }

    /** Starts {@code command} and waits until something listens on {@code port}. */
    ProcessHandle listening(String name, int port, ProcessBuilder command) throws IOException {
        Path log = folder.resolve(name + ".log");
        Process process = start(name, command.redirectErrorStream(true).redirectOutput(log.toFile()));
        long start = System.nanoTime();
        while (!connects(port)) {
            if (!process.isAlive() || System.nanoTime() - start > START_NANOS) {
                throw new IOException(name + " did not start: see " + log);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return process.toHandle();
    }

    /** Writes a file into the folder and returns where it is. */
    Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    Path folder() {
        return folder;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(String name, ProcessBuilder command) throws IOException {
        try {
            Process process = command.start();
            running.add(process);
            return process;
        } catch (IOException e) {
            throw new IOException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        for (Process process : running.reversed()) {
            process.descendants().forEach(ProcessHandle::destroy);
            try (OutputStream in = process.getOutputStream()) {
                in.flush();
            } catch (IOException e) {
                // The process is gone, which is what closing its input asks for.
            }
            process.destroy();
        }
        running.clear();
    }
}
