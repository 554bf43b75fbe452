package dev.tierway.evals.grader;

import java.util.Arrays;
import java.util.List;

/**
 * A measure after METEOR (Banerjee and Lavie 2005): words are aligned first as they are, then by stem; recall counts nine
 * times as much as precision, and an alignment in many pieces costs up to half. The same words in the same order score 1. Synonyms are not
 * known.
 */
final class Meteor {
    private static final List<String> ENDINGS =
            List.of("ingly", "edly", "ings", "ing", "ies", "ed", "es", "ly", "s", "y");
    private static final int SHORTEST_STEM = 3;

    private Meteor() {}

    static double score(String text, String reference) {
        List<String> candidate = Tokens.of(text).words();
        List<String> wanted = Tokens.of(reference).words();
        if (candidate.isEmpty() || wanted.isEmpty()) {
            return candidate.equals(wanted) ? 1 : 0;
        }
        int[] alignment = align(candidate, wanted);
        int matches = (int) Arrays.stream(alignment).filter(it -> it >= 0).count();
        if (matches == 0) {
            return 0;
        }
        double precision = (double) matches / candidate.size();
        double recall = (double) matches / wanted.size();
        double mean = 10 * precision * recall / (recall + 9 * precision);
        double penalty = chunks(alignment) == 1 && matches == wanted.size() && matches == candidate.size()
                ? 0
                : 0.5 * Math.pow((double) chunks(alignment) / matches, 3);
        return mean * (1 - penalty);
    }

    /** For each word of {@code candidate} the place of its partner in {@code wanted}, -1 without one. */
    private static int[] align(List<String> candidate, List<String> wanted) {
        int[] partner = new int[candidate.size()];
        Arrays.fill(partner, -1);
        boolean[] taken = new boolean[wanted.size()];
        pair(candidate, wanted, partner, taken);
        pair(
                candidate.stream().map(Meteor::stem).toList(),
                wanted.stream().map(Meteor::stem).toList(),
                partner,
                taken);
        return partner;
    }

    private static void pair(List<String> candidate, List<String> wanted, int[] partner, boolean[] taken) {
        for (int i = 0; i < candidate.size(); i++) {
            int next = i > 0 && partner[i - 1] >= 0 ? partner[i - 1] + 1 : 0;
            for (int step = 0; step < wanted.size() && partner[i] < 0; step++) {
                int j = (next + step) % wanted.size();
                if (!taken[j] && candidate.get(i).equals(wanted.get(j))) {
                    partner[i] = j;
                    taken[j] = true;
                }
            }
        }
    }

    /** Runs of neighbours whose partners are neighbours too. */
    private static int chunks(int[] alignment) {
        int chunks = 0;
        int last = -2;
        for (int place : alignment) {
            if (place >= 0 && place != last + 1) {
                chunks++;
            }
            last = place < 0 ? -2 : place;
        }
        return chunks;
    }

    private static String stem(String word) {
        for (String ending : ENDINGS) {
            if (word.endsWith(ending) && word.length() - ending.length() >= SHORTEST_STEM) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }
}
