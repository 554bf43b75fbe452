package dev.tierway.evals.network;

import java.util.List;

/**
 * What a customer may want, and the routine that serves it.
 *
 * @param group the flow it belongs to; empty without one
 * @param description tells it from the others, for the router
 * @param examples what customers who want it say
 */
public record Intent(String name, String group, String description, List<String> examples, Routine routine) {

    public Intent {
        examples = List.copyOf(examples);
    }

    /** Its name as words: {@code bank_fraud_report} is "bank fraud report". */
    public String title() {
        return name.replace('_', ' ').replace('-', ' ');
    }
}
