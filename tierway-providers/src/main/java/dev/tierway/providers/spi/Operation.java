package dev.tierway.providers.spi;

/** What a caller wants done, in OpenAI's vocabulary. */
public enum Operation {
    CHAT_COMPLETION("/chat/completions"),
    COMPLETION("/completions");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    /** The path below a {@code /v1} base URL. */
    public String path() {
        return path;
    }
}
