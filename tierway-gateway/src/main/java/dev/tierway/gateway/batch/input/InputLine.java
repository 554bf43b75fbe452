package dev.tierway.gateway.batch.input;

/**
 * One request of a batch, as its line says.
 *
 * @param url the path it is for, one that batches can run
 * @param model as written in the body
 * @param body the bytes that the line has for it
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes go through as they are; lines are never compared.
public record InputLine(String customId, String url, String model, byte[] body) {}
