package dev.tierway.evals.simulate;

/**
 * How conversations are played.
 *
 * @param maxTurns most turns of the customer, from 1
 * @param seed with the scenario and the trial, decides persona and model
 * @param audit whether conversations that the customer spoiled are told from others
 */
public record ConversationRules(PersonaMix personas, int maxTurns, long seed, boolean audit) {

    public ConversationRules {
        if (maxTurns < 1) {
            throw new IllegalArgumentException("max_turns is at least 1, not " + maxTurns);
        }
    }
}
