package dev.tierway.evals.simulate;

/**
 * How a customer behaves.
 *
 * @param name as the suite's mix calls it
 * @param manner what the customer's model is told of it
 */
public record Persona(String name, String manner) {}
