package dev.tierway.evals.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds people's names where they are introduced. After "my name is" a name may be written small; after "I am" or a
 * title, which more often begin something else, it must be written large.
 */
record NameDetector(String label) implements Detector {
    private static final Pattern SURE = Pattern.compile(
            "(?i)\\b(?:(?:full |first |last |given |family |middle |sur)?names?(?: (?:on (?:it|the card|the account)))?"
                    + "(?: is| was|'s)?|myself|i am called)\\b[ :=-]*");
    private static final Pattern LARGE = Pattern.compile(
            "\\b(?:[Ii] am|[Ii]'m|[Ii]m|[Tt]his is|[Mm]r\\.?|[Mm]rs\\.?|[Mm]s\\.?|[Mm]iss|[Dd]r\\.?|[Dd]ear"
                    + "|(?:[Rr]egards|[Ss]incerely|[Cc]heers),?)\\s+");
    private static final int MOST_WORDS = 3;

    /** Words that begin or follow what is no name. */
    private static final Set<String> NO_NAMES = Set.of("""
            a about account ac acc acct actually address after again all also always am an and another any anyone are as
            at aware back bank be because been before being below block both but by bye call called calling can cancel
            card cards change charge check city close code concerned confused could credit customer date day dear debit
            did digit digits do does done dob email end ending error fine first for four from full get given glad go good
            got great had happy has have having he hello help her here hey hi him his hope how i id if in interested
            into is issue it its just know last later let like looking lost ma'am madam make man may me middle mine money
            month more my myself name names near need new next no not nothing now number of off ok okay old on once one
            only or other our out over password phone please pls pl ready really reference replace report request right
            sad same savings security she should sir so social some someone something soon sorry ss ssn ssin still
            stolen stuck such sure surname thank thanks that the their them then there these they thing this those tired
            to today tomorrow too transfer trying two under unable unhappy unsure until up update upset us use user very
            via waiting want wanting was we well were what when where which while who whose why will wish with wondering
            work would wrong yeah year yes yet you your yours zip
            """.strip().split("\\s+"));

    @Override
    public void find(String text, Consumer<Finding> found) {
        find(text, SURE, false, found);
        find(text, LARGE, true, found);
    }

    private void find(String text, Pattern introduction, boolean large, Consumer<Finding> found) {
        Matcher matcher = introduction.matcher(text);
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            int start = matcher.end();
            int end = nameFrom(text, start, large);
            if (end > start) {
                found.accept(new Finding(start, end, label));
            }
            from = Math.max(start, end);
        }
    }

    /** Where the name that begins at {@code start} ends; {@code start} when none does. */
    private static int nameFrom(String text, int start, boolean large) {
        boolean onlyLarge = large || (start < text.length() && Character.isUpperCase(text.charAt(start)));
        int end = start;
        int at = start;
        for (int words = 0; words < MOST_WORDS; words++) {
            int wordEnd = wordEnd(text, at);
            if (wordEnd == at || !namelike(text.substring(at, wordEnd), onlyLarge, words > 0)) {
                break;
            }
            end = wordEnd;
            at = wordEnd + 1;
            if (wordEnd >= text.length() || text.charAt(wordEnd) != ' ') {
                break;
            }
        }
        return end;
    }

    private static int wordEnd(String text, int start) {
        int end = start;
        while (end < text.length() && partOfName(text, end)) {
            end++;
        }
        return end < text.length() && Character.isDigit(text.charAt(end)) ? start : end;
    }

    private static boolean partOfName(String text, int at) {
        char c = text.charAt(at);
        boolean inside = at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
        return Character.isLetter(c) || ((c == '\'' || c == '’' || c == '-') && inside);
    }

    private static boolean namelike(String word, boolean onlyLarge, boolean follows) {
        if (NO_NAMES.contains(word.toLowerCase(Locale.ROOT))) {
            return false;
        }
        return onlyLarge ? Character.isUpperCase(word.charAt(0)) : !(follows && word.endsWith("ing"));
    }
}
