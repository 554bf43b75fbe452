package dev.tierway.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A slow and plain reading of GBNF: tells whether a whole text is a sentence of a grammar. Every expression maps a start
 * position to the set of positions it can end at; rules remember their answers.
 */
final class GbnfReader {
    private interface Expression {
        Set<Integer> ends(int[] text, int from);
    }

    private final Map<String, Expression> rules = new HashMap<>();
    private final Map<String, Set<Integer>> known = new HashMap<>();

    GbnfReader(String grammar) {
        for (String line : grammar.lines().toList()) {
            int separator = line.indexOf(" ::= ");
            rules.put(line.substring(0, separator), new Parser(line.substring(separator + 5)).alternatives());
        }
    }

    boolean accepts(String text) {
        known.clear();
        int[] codePoints = text.codePoints().toArray();
        return rule("root", codePoints, 0).contains(codePoints.length);
    }

    private Set<Integer> rule(String name, int[] text, int from) {
        String key = name + "@" + from;
        Set<Integer> ends = known.get(key);
        if (ends == null) {
            Expression body = rules.get(name);
            if (body == null) {
                throw new IllegalArgumentException("no rule " + name);
            }
            ends = body.ends(text, from);
            known.put(key, ends);
        }
        return ends;
    }

    private final class Parser {
        private final String body;
        private int at;

        Parser(String body) {
            this.body = body;
        }

        Expression alternatives() {
            List<Expression> options = new ArrayList<>();
            options.add(sequence());
            while (at < body.length() && body.charAt(at) == '|') {
                at++;
                options.add(sequence());
            }
            return (text, from) -> {
                Set<Integer> ends = new HashSet<>();
                options.forEach(option -> ends.addAll(option.ends(text, from)));
                return ends;
            };
        }

        private Expression sequence() {
            List<Expression> parts = new ArrayList<>();
            skipSpaces();
            while (at < body.length() && body.charAt(at) != '|' && body.charAt(at) != ')') {
                parts.add(repeated(single()));
                skipSpaces();
            }
            return (text, from) -> {
                Set<Integer> ends = Set.of(from);
                for (Expression part : parts) {
                    ends = step(part, text, ends);
                }
                return ends;
            };
        }

        private Expression repeated(Expression single) {
            char c = at < body.length() ? body.charAt(at) : ' ';
            if (c == '?' || c == '*') {
                at++;
                return repeat(single, 0, c == '?' ? 1 : Integer.MAX_VALUE);
            }
            if (c != '{') {
                return single;
            }
            int close = body.indexOf('}', at);
            String[] bounds = body.substring(at + 1, close).split(",", -1);
            at = close + 1;
            return repeat(
                    single,
                    Integer.parseInt(bounds[0]),
                    bounds[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(bounds[1]));
        }

        private Expression single() {
            char c = body.charAt(at);
            if (c == '"') {
                return literal();
            }
            if (c == '[') {
                return characters();
            }
            if (c == '(') {
                at++;
                Expression inner = alternatives();
                at++;
                return inner;
            }
            int start = at;
            while (at < body.length() && (Character.isLetterOrDigit(body.charAt(at)) || body.charAt(at) == '-')) {
                at++;
            }
            String name = body.substring(start, at);
            return (text, from) -> rule(name, text, from);
        }

        private Expression literal() {
            at++;
            List<Integer> wanted = new ArrayList<>();
            while (body.charAt(at) != '"') {
                wanted.add(character());
            }
            at++;
            return (text, from) -> {
                for (int i = 0; i < wanted.size(); i++) {
                    if (from + i >= text.length || text[from + i] != wanted.get(i)) {
                        return Set.of();
                    }
                }
                return Set.of(from + wanted.size());
            };
        }

        private Expression characters() {
            at++;
            boolean negated = body.charAt(at) == '^';
            at += negated ? 1 : 0;
            List<int[]> ranges = new ArrayList<>();
            while (body.charAt(at) != ']') {
                int low = character();
                boolean range = body.charAt(at) == '-' && body.charAt(at + 1) != ']';
                at += range ? 1 : 0;
                ranges.add(new int[] {low, range ? character() : low});
            }
            at++;
            return (text, from) -> from < text.length
                            && negated
                                    != ranges.stream()
                                            .anyMatch(range -> range[0] <= text[from] && text[from] <= range[1])
                    ? Set.of(from + 1)
                    : Set.of();
        }

        private int character() {
            int c = body.codePointAt(at);
            at += Character.charCount(c);
            if (c != '\\') {
                return c;
            }
            char escape = body.charAt(at++);
            int digits = Map.of('x', 2, 'u', 4, 'U', 8).getOrDefault(escape, 0);
            if (digits > 0) {
                at += digits;
                return Integer.parseInt(body.substring(at - digits, at), 16);
            }
            return escape;
        }

        private void skipSpaces() {
            while (at < body.length() && body.charAt(at) == ' ') {
                at++;
            }
        }
    }

    private static Set<Integer> step(Expression part, int[] text, Set<Integer> from) {
        Set<Integer> ends = new HashSet<>();
        from.forEach(position -> ends.addAll(part.ends(text, position)));
        return ends;
    }

    private static Expression repeat(Expression single, int min, int max) {
        return (text, from) -> {
            Set<Integer> ends = new HashSet<>();
            Set<Integer> reached = Set.of(from);
            for (int count = 0; count <= max && !reached.isEmpty(); count++) {
                if (count >= min && !ends.addAll(reached)) {
                    break;
                }
                reached = step(single, text, reached);
            }
            return ends;
        };
    }
}
