package dev.tierway.engine.text;

/** One message of a conversation, as plain text. */
public record ChatMessage(Role role, String text) {
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }
}
