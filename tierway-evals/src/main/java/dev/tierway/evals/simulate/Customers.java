package dev.tierway.evals.simulate;

import dev.tierway.evals.model.ChatModel;
import java.util.List;

/**
 * The models that play customers. Scenarios are shared out evenly between them, because how well an agent does depends on
 * who plays its customers.
 *
 * @param aliases names of models, at least one
 */
public record Customers(ChatModel model, List<String> aliases) {

    public Customers {
        aliases = List.copyOf(aliases);
        if (aliases.isEmpty()) {
            throw new IllegalArgumentException("simulated customers need at least one model");
        }
    }
}
