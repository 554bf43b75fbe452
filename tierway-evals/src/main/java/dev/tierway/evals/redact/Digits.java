package dev.tierway.evals.redact;

import java.math.BigInteger;
import java.util.Locale;

/** The arithmetic of numbers that check themselves. */
final class Digits {
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

    private Digits() {}

    /** The digits of {@code text}, without what groups them. */
    static String of(String text) {
        StringBuilder digits = new StringBuilder(text.length());
        text.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> digits.append((char) c));
        return digits.toString();
    }

    /** Whether {@code text} has 13 to 19 digits of which the last is right (ISO/IEC 7812, Luhn). */
    static boolean card(String text) {
        String digits = of(text);
        if (digits.length() < 13 || digits.length() > 19) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 1 ? 2 * digit : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    /** Whether {@code text} is an IBAN with right check digits (ISO 13616, mod 97). */
    static boolean iban(String text) {
        String compact = text.replace(" ", "").toUpperCase(Locale.ROOT);
        if (compact.length() < 15 || compact.length() > 34) {
            return false;
        }
        StringBuilder number = new StringBuilder();
        (compact.substring(4) + compact.substring(0, 4)).chars().forEach(c -> number.append(Character.digit(c, 36)));
        return new BigInteger(number.toString()).mod(NINETY_SEVEN).intValue() == 1;
    }
}
