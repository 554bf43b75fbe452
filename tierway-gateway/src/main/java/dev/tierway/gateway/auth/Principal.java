package dev.tierway.gateway.auth;

import java.util.Optional;

/**
 * Whose key a request came with.
 *
 * @param keyId names the key without telling it
 * @param useCase the one that the key's requests are for; empty for whichever they name
 */
public record Principal(Project project, String keyId, Optional<String> useCase) {}
