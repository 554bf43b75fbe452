package dev.tierway.evals.simulate;

/**
 * How a customer behaves.
 *
 * @param name as the suite's mix calls it
 * @param manner what the customer's model is told of it
 */
public record Persona(String name, String manner) {

    /** The same with what is known of one customer besides. */
    public Persona with(String ownManner) {
        return ownManner.isBlank() ? this : new Persona(name, manner + " " + ownManner);
    }
}
