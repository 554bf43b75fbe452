package dev.tierway.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known name a mistyped one was meant to be. */
public final class NearestName {
    private NearestName() {}

    /** The known name with the least edit distance, when that is small beside the longer name: a third, rounded up. */
    public static Optional<String> of(String mistyped, Collection<String> known) {
        return known.stream()
                .filter(name -> alike(mistyped, name))
                .min(Comparator.comparingInt((String name) -> distance(mistyped, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A sentence that offers the nearest name, else lists all that are known. */
    public static String hint(String mistyped, Collection<String> known) {
        return of(mistyped, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> known.isEmpty() ? "there are none" : "known: " + String.join(", ", known));
    }

    private static boolean alike(String a, String b) {
        int longer = Math.max(a.length(), b.length());
        int distance = distance(a, b);
        return distance <= (longer + 2) / 3 && distance < longer;
    }

    /** Levenshtein distance with transposition of neighbours (optimal string alignment). */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
