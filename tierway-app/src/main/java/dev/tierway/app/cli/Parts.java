package dev.tierway.app.cli;

import dev.tierway.app.bench.proxy.ProxyBenchCommand;

/** What the commands command: the parts of Tierway, wired by the program. */
public record Parts(
        GatewayLauncher gateway,
        ModelShelf models,
        NativesInstaller natives,
        Simulations simulations,
        ProxyBenchCommand.Launcher proxyBenchGateway) {}
