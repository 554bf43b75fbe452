package dev.tierway.evals.wording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what people tell as values: addresses of mail, amounts, dates, phone numbers, identifiers. */
public final class Values {
    private static final String MONTH =
            "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
                    + "|nov(?:ember)?|dec(?:ember)?)";

    private Values() {}

    /** What a value is. In the order in which they are looked for: what was found is not looked at again. */
    public enum Kind {
        EMAIL("email", "[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+"),
        AMOUNT(
                "amount",
                "[$€£]\\s?\\d[\\d,]*(?:\\.\\d+)?|\\b\\d[\\d,]*(?:\\.\\d+)?\\s?(?:dollars?|bucks|usd|euros?|eur|pounds)\\b"),
        DATE(
                "date",
                "\\b\\d{1,2}[/.-]\\d{1,2}[/.-]\\d{2,4}\\b|\\b\\d{4}-\\d{2}-\\d{2}\\b|\\b" + MONTH
                        + "\\.? \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?\\b|\\b\\d{1,2}(?:st|nd|rd|th)?(?: of)? " + MONTH
                        + "(?:,? \\d{4})?\\b"),
        PHONE("phone", "\\(?\\b\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}\\b"),
        IDENTIFIER("number", "#?\\b(?=[\\w-]*\\d{3})[A-Za-z0-9][\\w-]{2,}\\b");

        private final String factName;
        private final Pattern pattern;

        Kind(String factName, String regex) {
            this.factName = factName;
            this.pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        }

        /** What such a value is called where nothing more is known of it. */
        public String factName() {
            return factName;
        }
    }

    /** A value as it was written. */
    public record Value(Kind kind, String text, int start) {}

    /** The values of {@code text} in its order. */
    public static List<Value> in(String text) {
        List<Value> values = new ArrayList<>();
        StringBuilder left = new StringBuilder(text);
        for (Kind kind : Kind.values()) {
            Matcher matcher = kind.pattern.matcher(left.toString());
            while (matcher.find()) {
                values.add(new Value(kind, matcher.group(), matcher.start()));
                for (int i = matcher.start(); i < matcher.end(); i++) {
                    left.setCharAt(i, ' ');
                }
            }
        }
        values.sort(Comparator.comparingInt(Value::start));
        return values;
    }

    /** Whether {@code source} holds the value, in whatever way it is written there. */
    public static boolean supported(Value value, String source) {
        return switch (value.kind()) {
            case EMAIL, PHONE, IDENTIFIER -> Words.squeezed(source).contains(Words.squeezed(value.text()));
            case AMOUNT -> numbers(source).containsAll(numbers(value.text()));
            case DATE -> numbers(source).containsAll(beyondMonths(numbers(value.text())));
        };
    }

    private static List<String> numbers(String text) {
        List<String> numbers = new ArrayList<>();
        for (String word : Words.of(text)) {
            String digits = word.replaceFirst("(?<=\\d)(?:st|nd|rd|th)$", "").replaceFirst("^0+(?=\\d)", "");
            if (!digits.isEmpty() && Character.isDigit(digits.charAt(0))) {
                numbers.add(digits);
            }
        }
        return numbers;
    }

    /** A month may be written as a word, so only what cannot be one is looked for. */
    private static List<String> beyondMonths(List<String> numbers) {
        return numbers.stream()
                .filter(it -> it.length() > 2 || Integer.parseInt(it) > 12)
                .toList();
    }
}
