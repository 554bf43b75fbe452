package dev.tierway.app.batch;

import dev.tierway.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A gateway in a process of its own, which can be killed. Confined to one thread. */
public final class GatewayProcess implements AutoCloseable {
    private static final String BEFORE_ADDRESS = " on ";

    private final Process process;
    private final URI address;

    private GatewayProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one and waits until it serves. What it logs goes to {@code gateway.log} beside its configuration. */
    public static GatewayProcess start(Path config) throws IOException {
        Path log = config.resolveSibling("gateway.log");
        Process process = main(List.of("serve", "--config", config.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int at = line.indexOf(BEFORE_ADDRESS + "http://");
            if (at >= 0) {
                String address = line.substring(at + BEFORE_ADDRESS.length()).strip();
                return new GatewayProcess(process, URI.create(address));
            }
        }
        throw new IOException("the gateway ended by itself: " + Files.readString(log));
    }

    /** This program with this class path. */
    public static ProcessBuilder main(List<String> arguments) {
        return new ProcessBuilder(Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx400m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()),
                        arguments.stream())
                .toList());
    }

    public URI address() {
        return address;
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
