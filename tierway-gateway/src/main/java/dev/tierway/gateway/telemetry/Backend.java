package dev.tierway.gateway.telemetry;

import java.util.Optional;

/**
 * What traces and metrics call a deployment.
 *
 * @param provider {@code gen_ai.provider.name}
 * @param model the name it has there
 * @param server where it listens; empty when it runs in this process
 */
public record Backend(String provider, String model, Optional<Server> server) {
    /** Stands for no deployment: the gateway answered by itself. */
    static final Backend NONE = new Backend(Names.GATEWAY, "", Optional.empty());

    /** An address of the network. */
    public record Server(String address, int port) {}
}
