package dev.tierway.evals.grader;

/** The fence that models like to put around code, three backticks and a language. */
final class CodeFence {
    private static final String FENCE = "```";

    private CodeFence() {}

    /** What stands in the first fence, else the whole text, without blanks around it. */
    static String strip(String text) {
        int open = text.indexOf(FENCE);
        int line = open < 0 ? -1 : text.indexOf('\n', open);
        int close = line < 0 ? -1 : text.indexOf(FENCE, line);
        return (close < 0 ? text : text.substring(line + 1, close)).strip();
    }
}
