package dev.tierway.evals.redact;

import java.util.List;
import java.util.function.Consumer;

/** How each {@link RedactionRule} is found. */
final class Detectors {
    private static final String NUMBER = "(\\d(?:[ -]?\\d){2,24})\\b";

    /** What may stand between what a number is called and the number. */
    private static final String BETWEEN =
            "(?:[ :#.,=-]|\\b(?:no|nos|num|number|numbers|is|are|was|of|my|the|your|its|last|final|four|4|digit|digits"
                    + "|ending|ends|end|with|in|on|code|card|account|savings|checking)\\b){0,14}?";

    private static final String STREET =
            "(?:street|sreet|st|road|rd|avenue|ave|av|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|plaza|square|sq"
                    + "|terrace|parkway|pkwy|highway|hwy|circle|cir|trail|colony|complex|nagar|theru|cross|building)";
    private static final String UNIT = "(?:,? ?(?:apt|apartment|unit|suite|ste|floor|fl|#)\\.? ?\\w{1,6})?";
    private static final String TOWN = "(?:,? ?[a-z]+){0,4}?,? ?(?:[a-z]{2},? )?\\d{5,6}(?:-\\d{4})?";

    private Detectors() {}

    static List<Detector> of(RedactionRule rule) {
        String label = rule.name();
        return switch (rule) {
            case EMAIL ->
                List.of(PatternDetector.of(
                        label, "(?i)[a-z0-9._%+-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62}\\.)+[a-z]{2,24}\\b"));
            case IBAN -> List.of(new IbanDetector(label));
            case CARD ->
                List.of(
                        PatternDetector.checked(label, "\\b\\d(?:[ -]?\\d){12,18}\\b", Digits::card),
                        PatternDetector.of(label, "\\b\\d{4}[ -]\\d{4}[ -]\\d{4}[ -]\\d{4}\\b"),
                        introduced(label, "(?:card|cc|credit|debit|visa|mastercard|amex)"));
            case SSN ->
                List.of(
                        PatternDetector.of(label, "\\b\\d{3}[ -]\\d{2}[ -]\\d{4}\\b"),
                        introduced(label, "(?:ssn|ssin|social security|social|ss)"));
            case ACCOUNT -> List.of(introduced(label, "(?:account|acct|acc|ac|a/c|routing|iban)"));
            case PHONE ->
                List.of(
                        PatternDetector.of(label, "\\+\\d[\\d ().-]{6,18}\\d\\b"),
                        PatternDetector.of(label, "(?:\\(\\d{2,5}\\) ?|\\b\\d{2,4}[ .-])\\d{3,4}[ .-]\\d{3,4}\\b"),
                        introduced(label, "(?:phone|mobile|cell|cellphone|telephone|tel|fax|whatsapp)"));
            case IP ->
                List.of(
                        PatternDetector.checked(label, "\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b", Detectors::octets),
                        PatternDetector.checked(label, "(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}", Detectors::groups));
            case ADDRESS ->
                List.of(
                        PatternDetector.of(
                                label,
                                "(?i)\\b(?:no\\.? )?\\d{1,6}[a-z]?,?(?: [\\p{L}.'-]+| \\d{1,3}){1,5}? " + STREET
                                        + "\\b\\.?" + UNIT + "(?:" + TOWN + ")?"),
                        PatternDetector.of(
                                label,
                                "(?i)\\b[\\p{L}-]{2,40}(?:stra(?:ß|ss)e|weg|platz|gasse|allee|str\\.) ?\\d{1,4}[a-z]?\\b"),
                        PatternDetector.of(label, "(?i)\\bp\\.? ?o\\.? box \\d{1,8}\\b"),
                        PatternDetector.checked(
                                label,
                                "(?i)\\baddress(?: (?:is|to|as|will be|of mine))?:? ([\\p{L}\\d][\\p{L}\\d ,.#'/-]{3,90})",
                                Detectors::hasDigit));
            case NAME -> List.of(new NameDetector(label));
            case NUMBER -> List.of(PatternDetector.of(label, "\\b\\d(?:[ -]?\\d){8,40}\\b"));
        };
    }

    private static Detector introduced(String label, String name) {
        return PatternDetector.of(label, "(?i)\\b" + name + "\\b" + BETWEEN + NUMBER);
    }

    private static boolean hasDigit(String text) {
        return text.chars().anyMatch(Character::isDigit);
    }

    private static boolean octets(String text) {
        for (String octet : text.split("\\.", -1)) {
            if (Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }

    /** Eight groups, or fewer with one gap and something beside it: a time of day is no address. */
    private static boolean groups(String text) {
        String[] groups = text.split(":", -1);
        boolean gap = text.contains("::");
        boolean anyDigit = hasDigit(text);
        return anyDigit && (gap ? text.length() > 4 : groups.length == 8);
    }

    /** Finds IBANs, which may be grouped by spaces and followed by words: the longest reading that checks counts. */
    private record IbanDetector(String label) implements Detector {
        private static final PatternDetector SHAPE =
                PatternDetector.of("", "(?i)\\b[a-z]{2}\\d{2}(?: ?[a-z0-9]){11,30}");

        @Override
        public void find(String text, Consumer<Finding> found) {
            SHAPE.find(text, shape -> {
                for (int end = shape.end(); end - shape.start() >= 15; end--) {
                    if (wordEnds(text, end) && Digits.iban(text.substring(shape.start(), end))) {
                        found.accept(new Finding(shape.start(), end, label));
                        return;
                    }
                }
            });
        }

        private static boolean wordEnds(String text, int end) {
            return text.charAt(end - 1) != ' '
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
        }
    }
}
