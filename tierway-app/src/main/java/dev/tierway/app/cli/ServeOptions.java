package dev.tierway.app.cli;

import dev.tierway.app.config.TierwayConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code up} and {@code serve} let the command line override. */
final class ServeOptions {
    @Option(names = "--port", paramLabel = "PORT", description = "Listen on this port instead of the configured one.")
    private @Nullable Integer port;

    @Option(
            names = "--llama-dir",
            paramLabel = "FOLDER",
            description = "Use the llama.cpp libraries in this folder instead of the pinned ones.")
    private @Nullable Path llamaDir;

    /** {@code config} as the command line wants it. */
    TierwayConfig applied(TierwayConfig config) {
        TierwayConfig wanted = config;
        if (port != null) {
            if (port < 0 || port > 65_535) {
                throw new UsageException("--port must be from 0 to 65535, not " + port);
            }
            wanted = wanted.withPort(port);
        }
        return llamaDir == null ? wanted : wanted.withLlamaDir(llamaDir);
    }
}
