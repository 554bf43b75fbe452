package dev.tierway.gateway.auth;

/**
 * Whose key a request came with.
 *
 * @param keyId names the key without telling it
 */
public record Principal(Project project, String keyId) {}
