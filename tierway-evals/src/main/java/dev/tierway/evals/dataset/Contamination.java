package dev.tierway.evals.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of one set of cases is in another: test questions that the other side was trained on or chosen by.
 *
 * <p>Texts are compared as words in lower case, without punctuation. A case is the same as another when all words are, and
 * overlaps with the other set when at least one run of {@value #RUN} words of it is there too (the measure of the GPT-3
 * paper, arXiv 2005.14165, appendix C). Takes 16 bytes for each word of the known set.
 *
 * @param cases that were looked up
 * @param same how many of them are in the known set word for word
 * @param overlapping how many others share a run of words with it
 * @param examples the first few of both
 */
public record Contamination(long cases, long same, long overlapping, List<Example> examples) {
    private static final int RUN = 13;
    private static final int MOST_EXAMPLES = 5;

    public Contamination {
        examples = List.copyOf(examples);
    }

    /**
     * One case that is in both.
     *
     * @param known id in the known set
     * @param found id in the other
     * @param share of its runs of words that are known; 1 when all words are the same
     */
    public record Example(String known, String found, double share) {}

    /** Looks each of {@code held} up in {@code known}. Both are read to their ends and left open. */
    public static Contamination between(CaseStream known, CaseStream held) {
        Index index = new Index();
        known.forEachRemaining(index::add);
        long cases = 0;
        long same = 0;
        long overlapping = 0;
        List<Example> examples = new ArrayList<>();
        while (held.hasNext()) {
            Case example = held.next();
            cases++;
            Match match = index.find(example);
            same += match.same() ? 1 : 0;
            overlapping += !match.same() && match.share() > 0 ? 1 : 0;
            if (match.share() > 0 && examples.size() < MOST_EXAMPLES) {
                examples.add(new Example(index.ids.get((int) match.first()), example.id(), match.share()));
            }
        }
        return new Contamination(cases, same, overlapping, examples);
    }

    private record Match(boolean same, double share, long first) {
        static final Match NONE = new Match(false, 0, LongIndex.NONE);
    }

    /** What is known: whole texts and their runs of words. */
    private static final class Index {
        final List<String> ids = new ArrayList<>();
        private final LongIndex texts = new LongIndex();
        private final LongIndex runs = new LongIndex();

        void add(Case example) {
            long ordinal = ids.size();
            ids.add(example.id());
            long[] words = Words.of(example.input());
            texts.putIfAbsent(Words.hash(words, 0, words.length), ordinal);
            for (int start = 0; start + RUN <= words.length; start++) {
                runs.putIfAbsent(Words.hash(words, start, start + RUN), ordinal);
            }
        }

        Match find(Case example) {
            long[] words = Words.of(example.input());
            long whole = words.length == 0 ? LongIndex.NONE : texts.get(Words.hash(words, 0, words.length));
            if (whole != LongIndex.NONE) {
                return new Match(true, 1, whole);
            }
            int found = 0;
            long first = LongIndex.NONE;
            for (int start = 0; start + RUN <= words.length; start++) {
                long ordinal = runs.get(Words.hash(words, start, start + RUN));
                if (ordinal != LongIndex.NONE) {
                    found++;
                    first = first == LongIndex.NONE ? ordinal : first;
                }
            }
            return found == 0 ? Match.NONE : new Match(false, found / (double) (words.length - RUN + 1), first);
        }
    }
}
