package dev.tierway.app.cli;

import dev.tierway.app.config.ConfigSource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Serve a small model on this machine: fetches what is missing, then shows what to try.")
final class UpCommand implements Callable<Integer> {
    private final GatewayCommand gateway;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Serve this configuration instead of the bundled one.")
    private @Nullable Path config;

    UpCommand(GatewayCommand gateway) {
        this.gateway = gateway;
    }

    @Override
    public Integer call() throws InterruptedException {
        ConfigSource source = config == null ? ConfigSource.bundled("default") : ConfigSource.file(config);
        gateway.serve(source, options, started -> greet(gateway.terminal().out(), started, config));
        return ExitCode.OK;
    }

    private static void greet(PrintStream out, GatewayCommand.Started started, @Nullable Path config) {
        String address = started.gateway().address().toString();
        String model = started.config().models().keySet().iterator().next();
        String key = config == null ? "tierway-dev" : "YOUR_KEY";
        out.println(
                "Tierway serves " + String.join(", ", started.config().models().keySet()) + " on " + address);
        out.println();
        out.println("  curl -s " + address + "/v1/chat/completions -H 'Authorization: Bearer " + key + "' \\");
        out.println("    -d '{\"model\": \"" + model + "\", \"service_tier\": \"priority\", \"messages\": [{\"role\":"
                + " \"user\", \"content\": \"Why is the sky blue?\"}]}'");
        out.println();
        out.println("Try next:");
        out.println(
                "  another tier      service_tier: priority, default, flex or batch; the reply says which served it");
        out.println("  your own program  OPENAI_BASE_URL=" + address + "/v1 OPENAI_API_KEY=" + key);
        out.println("  overload it       ./tierway bench overload --start");
        out.println("  metrics           " + address + "/metrics");
        out.println("Stop with Ctrl-C.");
        out.flush();
    }
}
