package dev.tierway.app.cli;

/** What the commands command: the parts of Tierway, wired by the program. */
public record Parts(
        GatewayLauncher gateway,
        ModelShelf models,
        NativesInstaller natives,
        Simulations simulations,
        ProxyBench proxyBench) {}
