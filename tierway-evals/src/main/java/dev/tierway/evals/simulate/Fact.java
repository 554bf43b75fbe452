package dev.tierway.evals.simulate;

/**
 * Something a customer knows.
 *
 * @param name what it is: {@code account_number}, {@code zip}, {@code amount}
 * @param value as the customer would write it
 */
public record Fact(String name, String value) {

    /** Its name as words. */
    public String title() {
        return name.replace('_', ' ').replace('-', ' ');
    }
}
