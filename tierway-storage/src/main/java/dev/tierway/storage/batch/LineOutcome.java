package dev.tierway.storage.batch;

/** What came of a line. */
public sealed interface LineOutcome {
    /** Well or with an error of HTTP. */
    record Answered(int statusCode, byte[] body) implements LineOutcome {}

    /** No answer, and there will be none. */
    record Failed(String code, String message) implements LineOutcome {}

    /** {@code DONE} or {@code FAILED}. */
    default LineState state() {
        return switch (this) {
            case Answered answered when answered.statusCode() / 100 == 2 -> LineState.DONE;
            case Answered _, Failed _ -> LineState.FAILED;
        };
    }
}
