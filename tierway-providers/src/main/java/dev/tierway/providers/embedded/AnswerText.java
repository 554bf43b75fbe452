package dev.tierway.providers.embedded;

import dev.tierway.engine.Finish;
import dev.tierway.engine.Token;
import dev.tierway.engine.text.Detokenizer;
import dev.tierway.engine.text.StopSequences;
import dev.tierway.engine.text.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from tokens to text: what may be shown of it and has not been taken yet. A token's log
 * probability is shown together with the last of its text. Confined to the reading thread.
 */
final class AnswerText {
    /**
     * A token whose text is shown.
     *
     * @param offset where its text begins in the answer, in UTF-16 units
     */
    record Shown(Token token, int offset) {}

    private record Unshown(Token token, int offset, int end) {}

    private final Tokenizer tokenizer;
    private final boolean scored;
    private final Detokenizer detokenizer = new Detokenizer();
    private final StopSequences stops;
    private final StringBuilder decoded = new StringBuilder();
    private final StringBuilder fresh = new StringBuilder();
    private final List<Shown> freshTokens = new ArrayList<>();
    private final Deque<Unshown> unshown = new ArrayDeque<>();

    private int decodedLength;
    private int shownLength;
    private @Nullable String finishReason;

    /** @param scored whether tokens are kept with their log probabilities */
    AnswerText(Tokenizer tokenizer, List<String> stops, boolean scored) {
        this.tokenizer = tokenizer;
        this.stops = new StopSequences(stops);
        this.scored = scored;
    }

    /** Takes one more token; a stop sequence in its text ends the answer. */
    void take(Token token) {
        decoded.setLength(0);
        detokenizer.append(tokenizer.piece(token.id()), decoded);
        int offset = decodedLength;
        decodedLength += decoded.length();
        if (scored) {
            unshown.add(new Unshown(token, offset, decodedLength));
        }
        show();
        if (stops.found()) {
            finishReason = "stop";
            unshown.clear();
        }
    }

    /** Ends the answer as the engine did, for a reason other than failure. */
    void end(Finish finish) {
        decoded.setLength(0);
        detokenizer.flush(decoded);
        decodedLength += decoded.length();
        show();
        if (!stops.found()) {
            int before = fresh.length();
            stops.flush(fresh);
            shown(fresh.length() - before);
        }
        unshown.clear();
        finishReason = finish == Finish.END_OF_TURN || stops.found() ? "stop" : "length";
    }

    private void show() {
        int before = fresh.length();
        stops.append(decoded, fresh);
        shown(fresh.length() - before);
    }

    private void shown(int characters) {
        shownLength += characters;
        while (!unshown.isEmpty() && unshown.peek().end() <= shownLength) {
            Unshown token = unshown.remove();
            freshTokens.add(new Shown(token.token(), token.offset()));
        }
    }

    boolean ended() {
        return finishReason != null;
    }

    /** {@code stop} or {@code length}; null while it runs. */
    @Nullable
    String finishReason() {
        return finishReason;
    }

    boolean hasFresh() {
        return !fresh.isEmpty() || !freshTokens.isEmpty();
    }

    /** Text not taken yet. */
    CharSequence fresh() {
        return fresh;
    }

    List<Shown> freshTokens() {
        return freshTokens;
    }

    boolean scored() {
        return scored;
    }

    /** Counts everything fresh as taken. */
    void taken() {
        fresh.setLength(0);
        freshTokens.clear();
    }
}
