package dev.tierway.evals.grader;

/** Looks at a SQL text as far as telling code, comments and literals apart. */
final class SqlText {
    private SqlText() {}

    /** Each comment replaced by a blank. */
    static String withoutComments(String sql) {
        return copy(sql, true);
    }

    /** Without comments, and without what stands between quotes. */
    static String withoutLiterals(String sql) {
        return copy(sql, false);
    }

    private static String copy(String sql, boolean literals) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end;
            if (sql.startsWith("--", at)) {
                end = after(sql, "\n", at);
                out.append(' ');
            } else if (sql.startsWith("/*", at)) {
                end = after(sql, "*/", at + 2);
                out.append(' ');
            } else if (c == '\'' || c == '"' || c == '`') {
                end = after(sql, String.valueOf(c), at + 1);
                out.append(literals ? sql.substring(at, end) : "''");
            } else {
                end = at + 1;
                out.append(c);
            }
            at = end;
        }
        return out.toString();
    }

    private static int after(String sql, String mark, int from) {
        int found = sql.indexOf(mark, from);
        return found < 0 ? sql.length() : found + mark.length();
    }
}
