package dev.tierway.evals.grader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;

/** Pairs things made with things wanted, each at most once, as many as can be. */
final class Matching {
    private Matching() {}

    /** The most pairs in any order: a maximum bipartite matching by augmenting paths (Kuhn). */
    static <T> int largest(List<T> wanted, List<T> made, BiPredicate<T, T> meets) {
        int[] wantedOf = new int[made.size()];
        Arrays.fill(wantedOf, -1);
        List<List<Integer>> options = new ArrayList<>();
        for (T want : wanted) {
            List<Integer> fitting = new ArrayList<>();
            for (int j = 0; j < made.size(); j++) {
                if (meets.test(want, made.get(j))) {
                    fitting.add(j);
                }
            }
            options.add(fitting);
        }
        int pairs = 0;
        for (int i = 0; i < wanted.size(); i++) {
            pairs += augment(i, options, wantedOf, new boolean[made.size()]) ? 1 : 0;
        }
        return pairs;
    }

    private static boolean augment(int want, List<List<Integer>> options, int[] wantedOf, boolean[] tried) {
        for (int option : options.get(want)) {
            if (!tried[option]) {
                tried[option] = true;
                if (wantedOf[option] < 0 || augment(wantedOf[option], options, wantedOf, tried)) {
                    wantedOf[option] = want;
                    return true;
                }
            }
        }
        return false;
    }

    /** The most pairs that keep the order of both: the longest common subsequence. */
    static <T> int longestInOrder(List<T> wanted, List<T> made, BiPredicate<T, T> meets) {
        int[] last = new int[made.size() + 1];
        for (T want : wanted) {
            int[] row = new int[made.size() + 1];
            for (int j = 1; j <= made.size(); j++) {
                row[j] = meets.test(want, made.get(j - 1)) ? last[j - 1] + 1 : Math.max(last[j], row[j - 1]);
            }
            last = row;
        }
        return last[made.size()];
    }
}
