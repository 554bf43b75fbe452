package dev.tierway.providers.openai;

import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Picks a few values out of Prometheus text in one pass: counts are summed over labels (engines, data-parallel ranks),
 * the KV share is the fullest one's. One per page, confined to its thread.
 */
final class MetricsParser {
    private final MetricsDialect dialect;
    private final byte[] b;
    private final int end;

    private boolean found;
    private double running;
    private double waiting;
    private double kvUsage = Double.NaN;
    private long kvTokens;

    private MetricsParser(MetricsDialect dialect, Slice page) {
        this.dialect = dialect;
        this.b = page.array();
        this.end = page.offset() + page.length();
    }

    static LoadReport parse(MetricsDialect dialect, Slice page) {
        MetricsParser parser = new MetricsParser(dialect, page);
        int at = page.offset();
        while (at < parser.end) {
            int lineEnd = parser.lineEnd(at);
            if (lineEnd > at && parser.b[at] != '#') {
                parser.line(at, lineEnd);
            }
            at = lineEnd + 1;
        }
        return parser.report();
    }

    private int lineEnd(int from) {
        int at = from;
        while (at < end && b[at] != '\n') {
            at++;
        }
        return at;
    }

    private void line(int from, int to) {
        if (named(dialect.running(), from, to)) {
            found = true;
            running += orZero(value(from, to));
        } else if (named(dialect.waiting(), from, to)) {
            found = true;
            waiting += orZero(value(from, to));
        } else if (named(dialect.kvUsage(), from, to)) {
            double share = value(from, to);
            kvUsage = Double.isNaN(kvUsage) ? share : Math.max(kvUsage, share);
        } else if (dialect.blocks() != null && named(dialect.blocks().metric(), from, to)) {
            kvTokens += label(dialect.blocks().size(), from, to)
                    * label(dialect.blocks().count(), from, to);
        }
    }

    private boolean named(List<String> names, int from, int to) {
        for (String name : names) {
            if (named(name, from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean named(String name, int from, int to) {
        int length = name.length();
        if (to - from <= length || (b[from + length] != '{' && b[from + length] != ' ')) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (b[from + at] != name.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    /** The sample's value: the word behind the labels; NaN when it is not a number. A timestamp may follow it. */
    private double value(int from, int to) {
        int at = from;
        boolean quoted = false;
        boolean labels = false;
        while (at < to && (labels || b[at] != ' ')) {
            switch (b[at]) {
                case '"' -> quoted = !quoted;
                case '\\' -> at += quoted ? 1 : 0;
                case '{' -> labels = true;
                case '}' -> labels = quoted;
                default -> {
                    // Part of a name or a label.
                }
            }
            at++;
        }
        while (at < to && b[at] == ' ') {
            at++;
        }
        int valueEnd = at;
        while (valueEnd < to && b[valueEnd] != ' ' && b[valueEnd] != '\r') {
            valueEnd++;
        }
        try {
            return Double.parseDouble(new String(b, at, valueEnd - at, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    private long label(String name, int from, int to) {
        byte[] wanted = (name + "=\"").getBytes(StandardCharsets.UTF_8);
        for (int at = from; at + wanted.length < to; at++) {
            if ((b[at] == '{' || b[at] == ',' || b[at] == ' ')
                    && Arrays.equals(b, at + 1, Math.min(to, at + 1 + wanted.length), wanted, 0, wanted.length)) {
                return digits(at + 1 + wanted.length, to);
            }
        }
        return 0;
    }

    private long digits(int from, int to) {
        long number = 0;
        for (int at = from; at < to && b[at] >= '0' && b[at] <= '9' && number < Integer.MAX_VALUE; at++) {
            number = number * 10 + b[at] - '0';
        }
        return number;
    }

    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    private LoadReport report() {
        return new LoadReport(found, (int) running, (int) waiting, kvUsage, kvTokens);
    }
}
