package dev.tierway.app.wiring;

import dev.tierway.app.Main;
import dev.tierway.app.bench.proxy.ProxyBenchCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a gateway in a JVM of its own, with this one's class path, so that its CPU time can be told apart. */
final class SeparateGateway implements ProxyBenchCommand.Launcher {
    private static final int SLOTS = 4096;
    private static final String KEY = "tw-bench-proxy-0123456789";

    @Override
    public ProxyBenchCommand.Gateway start(URI upstream, Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("gateway.yaml"), """
                version: 1
                server: {host: 127.0.0.1, port: 0}
                storage: {url: "sqlite:%s"}
                deployments:
                  upstream: {provider: openai-compatible, base_url: "%s", model: mock, concurrency: %d}
                models:
                  mock: {deployments: [upstream]}
                projects:
                  bench: {keys: [%s], allowed_tiers: [priority, standard, flex, batch]}
                """.formatted(folder.resolve("ledger.db"), upstream, SLOTS, KEY));
        Path log = folder.resolve("gateway.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseG1GC",
                        "-XX:MaxGCPauseMillis=20",
                        "-Xmx1g",
                        "-Djdk.virtualThreadScheduler.parallelism=" + carriers(),
                        "-Dio.netty.leakDetectionLevel=disabled",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--config",
                        config.toString())
                .redirectError(log.toFile())
                .start();
        return new ProxyBenchCommand.Gateway(URI.create(address(process, log) + "/v1"), KEY, SLOTS, process.toHandle());
    }

    /** As the launcher does it: event loops take the other half of the cores. */
    private static int carriers() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** Reads the line that {@code serve} prints once it listens. */
    private static String address(Process process, Path log) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            int at = line.indexOf(" on http://");
            if (at >= 0) {
                return line.substring(at + " on ".length()).trim();
            }
        }
        throw new IOException("the gateway did not start: see " + log);
    }
}
