package dev.tierway.evals.simulate;

import dev.tierway.evals.model.Spend;
import java.util.Optional;

/**
 * One turn of a simulated customer.
 *
 * @param ending why this is the last turn; absent when the conversation goes on
 */
record Said(String message, Optional<Ending> ending, Spend spend) {}
