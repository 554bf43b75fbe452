package dev.tierway.providers.openai;

import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Guesses the prompt tokens of a request from its size: a prior, corrected by what usage reports. Images and sounds
 * inside the body count as {@link #MEDIA_TOKENS} each, however many bytes they take.
 */
public final class InputEstimate {
    /** English text with JSON around it; scripts with three bytes a character have about one token a character. */
    static final int BYTES_PER_TOKEN = 4;

    /** What vision models charge for one image of ordinary size. */
    static final int MEDIA_TOKENS = 1_000;

    /** Smaller prompts are not searched for media: there is no room for any that matters. */
    private static final int SEARCHED_BYTES = 16 * 1024;

    private static final byte[] BASE64 = ";base64,".getBytes(StandardCharsets.UTF_8);

    private InputEstimate() {}

    /** At least 1. */
    public static int tokens(InferenceRequest request) {
        long tokens = 1;
        for (JsonField field : request.fields()) {
            switch (field.name()) {
                case "messages", "prompt", "tools", "functions", "response_format" ->
                    tokens += tokens(request.body(), field.valueStart(), field.valueEnd());
                default -> {
                    // Settings take no prompt tokens.
                }
            }
        }
        return (int) Math.min(tokens, Integer.MAX_VALUE);
    }

    private static long tokens(byte[] body, int from, int to) {
        int text = to - from;
        int media = 0;
        if (text >= SEARCHED_BYTES) {
            for (int at = from; at < to - BASE64.length; at++) {
                if (body[at] == ';' && Arrays.equals(body, at, at + BASE64.length, BASE64, 0, BASE64.length)) {
                    int end = endOfString(body, at, to);
                    text -= end - at;
                    media++;
                    at = end;
                }
            }
        }
        return text / BYTES_PER_TOKEN + (long) media * MEDIA_TOKENS;
    }

    private static int endOfString(byte[] body, int from, int to) {
        int at = from;
        while (at < to && body[at] != '"') {
            at++;
        }
        return at;
    }
}
