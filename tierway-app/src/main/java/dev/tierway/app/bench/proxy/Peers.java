package dev.tierway.app.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Other proxies to measure beside the gateway, when they are installed. */
final class Peers {
    /** Streams start with a fatal error under newer versions of its server library. */
    private static final String PORTKEY_PACKAGE = """
            {"private": true,
             "dependencies": {"@portkey-ai/gateway": "1.15.2"},
             "overrides": {"@hono/node-server": "1.12.0"}}
            """;

    private Peers() {}

    /** nginx as a plain proxy: it parses no body and knows no keys, so it is the floor, not a competitor. */
    static Target nginx(Programs programs, int mockPort) throws IOException {
        int port = Programs.freePort();
        int workers = Math.max(1, Runtime.getRuntime().availableProcessors());
        Path config = programs.file("nginx.conf", nginxConfig(workers, mockPort, port));
        ProcessHandle process = programs.listening(
                "nginx",
                port,
                new ProcessBuilder(
                        "nginx", "-p", programs.folder().toString(), "-e", "nginx-error.log", "-c", config.toString()));
        return new Target("nginx", base(port), Map.of(), "mock", Optional.of(process));
    }

    /**
     * Portkey's gateway from npm, installed into {@code cache} the first time.
     *
     * @param cache kept between runs
     */
    static Target portkey(Programs programs, Path cache, int mockPort) throws IOException, InterruptedException {
        Path installed = cache.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
        if (!Files.exists(installed)) {
            Files.createDirectories(cache);
            Files.writeString(cache.resolve("package.json"), PORTKEY_PACKAGE);
            Process npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund")
                    .directory(cache.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(programs.folder().resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroy();
                throw new IOException("npm could not install Portkey: see "
                        + programs.folder().resolve("npm.log"));
            }
        }
        int port = Programs.freePort();
        ProcessBuilder node = new ProcessBuilder("node", installed.toString(), "--port=" + port, "--headless");
        node.environment().put("NODE_ENV", "production");
        ProcessHandle process = programs.listening("portkey", port, node);
        Map<String, String> headers = Map.of(
                "x-portkey-provider", "openai",
                "x-portkey-custom-host", "http://127.0.0.1:" + mockPort + "/v1",
                "Authorization", "Bearer none");
        return new Target("portkey", base(port), headers, "mock", Optional.of(process));
    }

    private static String nginxConfig(int workers, int mockPort, int port) {
        return """
            daemon off;
            worker_processes %d;
            worker_rlimit_nofile 20000;
            pid nginx.pid;
            error_log nginx-error.log;
            events { worker_connections 9000; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              client_max_body_size 64m;
              keepalive_requests 1000000;
              upstream mock { server 127.0.0.1:%d; keepalive 256; keepalive_requests 1000000; }
              server {
                listen 127.0.0.1:%d backlog=4096;
                location / {
                  proxy_pass http://mock;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_buffering off;
                  proxy_read_timeout 600s;
                }
              }
            }
            """.formatted(workers, mockPort, port);
    }

    static URI base(int port) {
        return URI.create("http://127.0.0.1:" + port + "/v1");
    }
}
