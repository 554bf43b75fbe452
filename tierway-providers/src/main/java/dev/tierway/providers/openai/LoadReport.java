package dev.tierway.providers.openai;

/**
 * What one read of an engine's metrics tells.
 *
 * @param found whether the engine's load metrics were there at all
 * @param kvUsage NaN when not told
 * @param kvTokens size of the KV cache in tokens, 0 when not told
 */
record LoadReport(boolean found, int running, int waiting, double kvUsage, long kvTokens) {}
