package dev.tierway.evals.network;

import java.util.List;

/**
 * Where something stands in the state: names and positions, written {@code orders.{{order_id}}.items.0}. What an argument
 * puts in is one step, whatever it holds.
 */
public record StatePath(List<String> steps) {

    public StatePath {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a path is names joined by dots, like orders.{{order_id}}.status");
        }
    }

    public static StatePath parse(String text) {
        return new StatePath(List.of(text.strip().split("\\.", -1)));
    }

    @Override
    public String toString() {
        return String.join(".", steps);
    }
}
