package dev.tierway.evals.target;

/**
 * One thing said in a conversation.
 *
 * @param speaker {@code customer} or {@code assistant}
 */
public record Turn(String speaker, String text) {
    public static final String CUSTOMER = "customer";
    public static final String ASSISTANT = "assistant";
}
