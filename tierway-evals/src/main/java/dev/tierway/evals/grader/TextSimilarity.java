package dev.tierway.evals.grader;

/** Measures of how alike two texts are, from 0 (nothing alike) to 1 (the same words). */
final class TextSimilarity {
    private static final int LONGEST_GRAM = 4;

    private TextSimilarity() {}

    /**
     * Sentence BLEU up to 4-grams with brevity penalty (Papineni et al. 2002); counts of 2-grams and longer ones are
     * smoothed by adding one (Lin and Och 2004).
     */
    static double bleu(String text, String reference) {
        Tokens candidate = Tokens.of(text);
        Tokens wanted = Tokens.of(reference);
        if (candidate.size() == 0 || wanted.size() == 0) {
            return candidate.size() == wanted.size() ? 1 : 0;
        }
        double logs = 0;
        for (int n = 1; n <= LONGEST_GRAM; n++) {
            int smoothing = n == 1 ? 0 : 1;
            double shared = candidate.shared(wanted, n) + smoothing;
            double all = Math.max(0, candidate.size() - n + 1) + smoothing;
            if (shared == 0) {
                return 0;
            }
            logs += Math.log(shared / all) / LONGEST_GRAM;
        }
        double brevity = Math.min(0, 1 - (double) wanted.size() / candidate.size());
        return Math.exp(logs + brevity);
    }

    /** Google-BLEU: the lesser of precision and recall over all 1- to 4-grams (Wu et al. 2016). */
    static double gleu(String text, String reference) {
        Tokens candidate = Tokens.of(text);
        Tokens wanted = Tokens.of(reference);
        int shared = 0;
        int made = 0;
        int asked = 0;
        for (int n = 1; n <= LONGEST_GRAM; n++) {
            shared += candidate.shared(wanted, n);
            made += Math.max(0, candidate.size() - n + 1);
            asked += Math.max(0, wanted.size() - n + 1);
        }
        return made == 0 || asked == 0 ? (made == asked ? 1 : 0) : (double) shared / Math.max(made, asked);
    }

    /** ROUGE-N as F1: shared n-grams against both texts' (Lin 2004). */
    static double rougeN(String text, String reference, int n) {
        Tokens candidate = Tokens.of(text);
        Tokens wanted = Tokens.of(reference);
        int made = Math.max(0, candidate.size() - n + 1);
        int asked = Math.max(0, wanted.size() - n + 1);
        return f1(candidate.shared(wanted, n), made, asked, candidate.equals(wanted));
    }

    /** ROUGE-L as F1 over the longest common subsequence of words. */
    static double rougeL(String text, String reference) {
        Tokens candidate = Tokens.of(text);
        Tokens wanted = Tokens.of(reference);
        int common = Matching.longestInOrder(wanted.words(), candidate.words(), String::equals);
        return f1(common, candidate.size(), wanted.size(), candidate.equals(wanted));
    }

    private static double f1(int shared, int made, int asked, boolean same) {
        return made + asked == 0 ? (same ? 1 : 0) : 2.0 * shared / (made + asked);
    }

    /** One minus the Levenshtein distance over the length of the longer text, by characters. */
    static double editRatio(String text, String reference) {
        int longer = Math.max(text.length(), reference.length());
        return longer == 0 ? 1 : 1 - (double) distance(text, reference) / longer;
    }

    private static int distance(String a, String b) {
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(last[j], row[j - 1]) + 1);
            }
            last = row;
        }
        return last[b.length()];
    }
}
