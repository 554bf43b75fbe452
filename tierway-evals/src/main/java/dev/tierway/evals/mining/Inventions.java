package dev.tierway.evals.mining;

import dev.tierway.core.hash.SplitMix;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes stand-ins for personal data into values that a customer could say: {@code <EMAIL_1>} becomes an address at
 * example.com, the same for the same stand-in of the same transcript. No value is that of a person on purpose.
 */
final class Inventions {
    private static final Pattern STAND_IN = Pattern.compile("<([A-Z_]+)_(\\d+)>");
    private static final List<String> FIRST =
            List.of("Alex", "Robin", "Casey", "Jordan", "Taylor", "Morgan", "Jamie", "Riley", "Quinn", "Avery");
    private static final List<String> LAST =
            List.of("Archer", "Bennet", "Calder", "Dawson", "Ellery", "Foster", "Garner", "Hollis", "Ingram", "Jarvis");
    private static final List<String> PETS = List.of("Biscuit", "Clover", "Pepper", "Waffles", "Ziggy");

    private final long seed;

    Inventions(String transcript) {
        this.seed = SplitMix.next(transcript.hashCode());
    }

    String in(String text) {
        Matcher matcher = STAND_IN.matcher(text);
        StringBuilder invented = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    invented, Matcher.quoteReplacement(value(matcher.group(1), Integer.parseInt(matcher.group(2)))));
        }
        return matcher.appendTail(invented).toString();
    }

    private String value(String label, int number) {
        long random = SplitMix.next(seed + SplitMix.next(label.hashCode() + number));
        return switch (label) {
            case "NAME" -> pick(FIRST, random) + " " + pick(LAST, random >>> 8);
            case "MAIDEN_NAME" -> pick(LAST, random);
            case "PET_NAME" -> pick(PETS, random);
            case "EMAIL" -> "customer" + digits(random, 3) + "@example.com";
            case "USER_NAME" -> pick(FIRST, random).toLowerCase(Locale.ROOT) + digits(random, 3);
            case "PHONE" -> "555-01" + digits(random, 2);
            case "PIN", "CODE" -> digits(random, 4);
            case "ZIP" -> "0" + digits(random, 4);
            case "DATE_OF_BIRTH" ->
                "0" + (1 + random(random, 9)) + "/1" + random(random >>> 8, 9) + "/19"
                        + (50 + random(random >>> 16, 49));
            case "ADDRESS" -> digits(random, 2) + " Example Street";
            default -> digits(random, 9);
        };
    }

    private static String pick(List<String> choices, long random) {
        return choices.get(random(random, choices.size()));
    }

    private static int random(long random, int bound) {
        return (int) Math.floorMod(random, (long) bound);
    }

    /** Digits of which the first is no zero. */
    private static String digits(long random, int count) {
        StringBuilder digits = new StringBuilder();
        long state = random;
        for (int i = 0; i < count; i++) {
            state = SplitMix.next(state);
            digits.append(i == 0 ? 1 + random(state, 9) : random(state, 10));
        }
        return digits.toString();
    }
}
