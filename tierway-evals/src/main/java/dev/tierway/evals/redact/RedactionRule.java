package dev.tierway.evals.redact;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of personal data that a {@link Redactor} knows, in order of precedence: where findings overlap, the stand-in
 * names the first of them.
 */
public enum RedactionRule {
    /** E-mail addresses. */
    EMAIL,
    /** IBANs with right check digits. */
    IBAN,
    /** Card numbers: 13 to 19 digits with a right Luhn digit, 16 digits in fours, and any number introduced as a card. */
    CARD,
    /** US social security numbers as written, and any number introduced as one, the last four digits too. */
    SSN,
    /** Numbers introduced as an account. */
    ACCOUNT,
    /** Telephone numbers in groups or with a country code, and any number introduced as one. */
    PHONE,
    /** IPv4 and IPv6 addresses. */
    IP,
    /** Street addresses: a house number with a street, and what is introduced as an address and has a number. */
    ADDRESS,
    /** Names that are introduced ("my name is ..."), wherever they stand again in the same document. */
    NAME,
    /** Any other run of nine or more digits. */
    NUMBER;

    /** The name in configuration. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RedactionRule> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.wireName().equals(name))
                .findFirst();
    }
}
