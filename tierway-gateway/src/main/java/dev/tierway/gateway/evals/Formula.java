package dev.tierway.gateway.evals;

import dev.tierway.core.config.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Arithmetic over named numbers: {@code + - * / ^}, parentheses, and {@code min}, {@code max}, {@code abs}, {@code floor},
 * {@code ceil}, {@code exp}, {@code sqrt} and {@code log}. Immutable.
 */
final class Formula {
    private static final Map<String, DoubleUnaryOperator> OF_ONE = Map.of(
            "abs", Math::abs,
            "floor", Math::floor,
            "ceil", Math::ceil,
            "exp", Math::exp,
            "sqrt", Math::sqrt,
            "log", Math::log);

    private static final Map<String, DoubleBinaryOperator> OF_MANY = Map.of("min", Math::min, "max", Math::max);

    /** Parentheses within each other; more would only try the stack. */
    private static final int DEEPEST = 50;

    private interface Term {
        double value(Map<String, Double> names);
    }

    private final Term term;

    private Formula(Term term) {
        this.term = term;
    }

    /**
     * Reads a formula over {@code names}.
     *
     * @throws IllegalArgumentException when it is none, with the place
     */
    static Formula parse(String text, Set<String> names) {
        Parser parser = new Parser(text, names);
        Term term = parser.sum();
        parser.end();
        return new Formula(term);
    }

    /** Its value; not finite where arithmetic has none, as in a division by zero. */
    double value(Map<String, Double> names) {
        return term.value(names);
    }

    private static final class Parser {
        private final String text;
        private final Set<String> names;
        private int at;
        private int depth;

        Parser(String text, Set<String> names) {
            this.text = text;
            this.names = names;
        }

        Term sum() {
            if (++depth > DEEPEST) {
                throw new IllegalArgumentException("parentheses are nested deeper than " + DEEPEST);
            }
            Term left = product();
            for (char sign = peek(); sign == '+' || sign == '-'; sign = peek()) {
                at++;
                left = both(left, product(), sign == '+' ? Double::sum : (a, b) -> a - b);
            }
            depth--;
            return left;
        }

        private Term product() {
            Term left = power();
            for (char sign = peek(); sign == '*' || sign == '/'; sign = peek()) {
                at++;
                left = both(left, power(), sign == '*' ? (a, b) -> a * b : (a, b) -> a / b);
            }
            return left;
        }

        private Term power() {
            boolean negative = false;
            while (peek() == '-') {
                at++;
                negative = !negative;
            }
            Term base = atom();
            if (peek() == '^') {
                at++;
                if (++depth > DEEPEST) {
                    throw new IllegalArgumentException("powers are nested deeper than " + DEEPEST);
                }
                base = both(base, power(), Math::pow);
                depth--;
            }
            Term positive = base;
            return negative ? values -> -positive.value(values) : positive;
        }

        private Term atom() {
            char first = peek();
            if (first == '(') {
                at++;
                Term inner = sum();
                expect(')');
                return inner;
            }
            if (Character.isDigit(first) || first == '.') {
                return number();
            }
            String name = word();
            if (peek() == '(' && (OF_ONE.containsKey(name) || OF_MANY.containsKey(name))) {
                return call(name);
            }
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "'" + name + "' is none of the graders; " + NearestName.hint(name, names));
            }
            return values -> values.getOrDefault(name, Double.NaN);
        }

        private Term call(String name) {
            at++;
            List<Term> arguments = new ArrayList<>();
            arguments.add(sum());
            while (peek() == ',') {
                at++;
                arguments.add(sum());
            }
            expect(')');
            DoubleUnaryOperator one = OF_ONE.get(name);
            if (one != null) {
                if (arguments.size() != 1) {
                    throw new IllegalArgumentException(name + " takes one number");
                }
                Term argument = arguments.getFirst();
                return values -> one.applyAsDouble(argument.value(values));
            }
            Term result = arguments.getFirst();
            for (Term other : arguments.subList(1, arguments.size())) {
                result = both(result, other, OF_MANY.getOrDefault(name, Math::max));
            }
            return result;
        }

        private Term number() {
            int from = at;
            while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            double number = Double.parseDouble(text.substring(from, at));
            return _ -> number;
        }

        private String word() {
            int from = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                at++;
            }
            if (at == from) {
                throw unexpected();
            }
            return text.substring(from, at);
        }

        private static Term both(Term left, Term right, DoubleBinaryOperator operator) {
            return values -> operator.applyAsDouble(left.value(values), right.value(values));
        }

        /** The next character that is no blank; zero at the end. */
        private char peek() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void expect(char wanted) {
            if (peek() != wanted) {
                throw unexpected();
            }
            at++;
        }

        void end() {
            if (peek() != 0) {
                throw unexpected();
            }
        }

        private IllegalArgumentException unexpected() {
            return new IllegalArgumentException(
                    at < text.length()
                            ? "'" + text.charAt(at) + "' at character " + (at + 1) + " was not expected"
                            : "it ends too soon");
        }
    }
}
