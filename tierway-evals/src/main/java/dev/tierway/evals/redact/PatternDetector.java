package dev.tierway.evals.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Finds what a pattern matches: its first group where it has one, else the whole match, when {@code check} agrees. */
record PatternDetector(String label, Pattern pattern, Predicate<String> check) implements Detector {

    static PatternDetector of(String label, String regex) {
        return checked(label, regex, _ -> true);
    }

    static PatternDetector checked(String label, String regex, Predicate<String> check) {
        return new PatternDetector(label, Pattern.compile(regex), check);
    }

    @Override
    public void find(String text, Consumer<Finding> found) {
        Matcher matcher = pattern.matcher(text);
        int group = pattern.groupCount() > 0 ? 1 : 0;
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            int start = matcher.start(group);
            int end = matcher.end(group);
            if (start >= 0 && end > start && check.test(text.substring(start, end))) {
                found.accept(new Finding(start, end, label));
                from = end;
            } else {
                from = Math.max(matcher.start() + 1, start + 1);
            }
        }
    }
}
